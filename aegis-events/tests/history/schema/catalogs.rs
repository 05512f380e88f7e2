//! Three versions of one catalog, a version that conflicts with them, and a catalog with a field of every type.

pub(crate) mod first {
    /// The first version.
    #[aegis_events::domain_events(catalog = "first.toml")]
    pub enum DomainEvent {}
}

pub(crate) mod second {
    /// The second version, with more events, keys and fields.
    #[aegis_events::domain_events(catalog = "second.toml")]
    pub enum DomainEvent {}
}

pub(crate) mod third {
    /// The third version: an event is renamed, a key removed.
    #[aegis_events::domain_events(catalog = "third.toml")]
    pub enum DomainEvent {}
}

pub(crate) mod conflicting {
    /// The second version with a key of another type.
    #[aegis_events::domain_events(catalog = "conflicting.toml")]
    pub enum DomainEvent {}
}

pub(crate) mod values {
    /// A field of every type.
    #[aegis_events::domain_events(catalog = "values.toml")]
    pub enum DomainEvent {}
}
