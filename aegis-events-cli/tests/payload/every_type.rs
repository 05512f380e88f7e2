//! A catalog with every form in it, compiled: what the checks of this program are compared with.

/// Types of the user's.
pub(crate) mod owned {
    /// A number.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    pub(crate) struct Owned {
        pub(crate) number: u8,
    }
}

/// Every form that a catalog can have.
#[aegis_events::domain_events(catalog = "every_type.toml")]
pub(crate) enum DomainEvent {}
