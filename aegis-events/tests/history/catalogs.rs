//! Catalogs of the tests' own.

pub(crate) mod kept {
    /// Events that are kept for a month, for a day, and for ever.
    #[aegis_events::domain_events(catalog = "kept.toml")]
    pub enum DomainEvent {}
}
