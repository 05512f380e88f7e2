//! A domain in a nested module, with a hand-written struct in another one.

/// The nested module.
pub mod deeper {
    use aegis_events::domain_events;

    /// The hand-written structs.
    pub mod gates {
        use aegis_events::domain_event;
        use aegis_events::types::Timestamp;

        use super::{Colour, Shard};

        /// Another name for the same type.
        pub type Number = Shard;

        /// A gate opened. The fields have another order than in the catalog, and one type is an alias.
        #[domain_event(Gate::Opened, catalog = "../catalogs/full.toml")]
        #[derive(Eq)]
        pub struct Opened {
            /// When.
            pub opened_at: Timestamp,
            /// Which.
            pub shard: Number,
            /// In which colour.
            pub r#match: core::option::Option<Colour>,
        }
    }

    /// Every event.
    #[domain_events(catalog = "../catalogs/full.toml")]
    pub enum DomainEvent {}
}
