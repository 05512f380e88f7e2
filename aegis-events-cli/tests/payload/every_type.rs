//! A compiled catalog with every kind of declaration, as the reference of the checks.

/// Hand-written types.
pub(crate) mod owned {
    /// A number.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    pub(crate) struct Owned {
        pub(crate) number: u8,
    }
}

/// A domain with every kind of declaration.
#[aegis_events::domain_events(catalog = "every_type.toml")]
pub(crate) enum DomainEvent {}
