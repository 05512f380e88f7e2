//! Catalogs for tests.

pub(crate) mod kept {
    /// Events with a retention of a month, of a day, and without one.
    #[aegis_events::domain_events(catalog = "kept.toml")]
    pub enum DomainEvent {}
}
