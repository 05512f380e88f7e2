//! One catalog in three versions, one that does not go with them, and one with a field of every type.

pub(crate) mod first {
    /// The first version.
    #[aegis_events::domain_events(catalog = "first.toml")]
    pub enum DomainEvent {}
}

pub(crate) mod second {
    /// The second version: grown.
    #[aegis_events::domain_events(catalog = "second.toml")]
    pub enum DomainEvent {}
}

pub(crate) mod third {
    /// The third version: an event renamed, a key given up.
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
