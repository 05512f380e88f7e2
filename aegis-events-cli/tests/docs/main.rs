//! `aegis-events docs` as a user calls it: the folder, the pages without a browser, texts of errors.
//!
//! What needs a browser is in `tests/site`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(
    unreachable_pub,
    reason = "types of a catalog are as visible as its enum, and a test program shows nothing to anybody"
)]

mod command;
mod folder;
mod history;
mod hostile;
#[path = "../support/large.rs"]
mod large;
mod links;
mod pages;
mod snippets;

/// What the snippets of `full.toml` need of the reader.
mod manifest {
    /// A type that the catalog only names.
    #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
    pub(crate) struct AgentManifest {
        pub(crate) name: String,
    }
}

/// Events that are written by hand.
mod events {
    use crate::domain::{AccessContext, VolumeId};

    #[aegis_events::domain_event(
        Execution::VolumeCreated,
        catalog = "../../../aegis-events-catalog/tests/catalogs/full.toml"
    )]
    pub(crate) struct ExecutionVolumeCreated {
        pub(crate) created_volume: VolumeId,
        pub(crate) access: Option<AccessContext>,
    }
}

/// The catalog with every feature of the format.
mod domain {
    #[aegis_events::domain_events(catalog = "../../../aegis-events-catalog/tests/catalogs/full.toml")]
    pub(crate) enum DomainEvent {}
}
