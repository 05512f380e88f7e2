//! A catalog with names that generated code might use itself.

/// The hand-written struct.
pub mod moves {
    use super::{FieldOf, P};

    /// The struct of `S.Moved`, under another name.
    #[aegis_events::domain_event(S::Moved, catalog = "../catalogs/clashes.toml")]
    pub struct MovedV2 {
        /// How far.
        pub by: FieldOf,
        /// A field with a short name.
        pub r: P,
    }
}

/// Every event.
#[aegis_events::domain_events(catalog = "../catalogs/clashes.toml")]
pub enum T {}
