//! A catalog full of names that generated code might use for itself.

/// The hand-written struct, under a name of its own.
pub mod moves {
    use super::{FieldOf, P};

    /// A struct of another name than the event's.
    #[aegis_events::domain_event(S::Moved, catalog = "../catalogs/clashes.toml")]
    pub struct MovedV2 {
        /// How far.
        pub by: FieldOf,
        /// A field with a short name.
        pub r: P,
    }
}

/// Every event, under the shortest name.
#[aegis_events::domain_events(catalog = "../catalogs/clashes.toml")]
pub enum T {}
