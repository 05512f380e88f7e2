//! `aegis-events docs`: the folder, the pages without a browser, errors.
//!
//! Tests with a browser are in `tests/site`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(
    unreachable_pub,
    reason = "types of a catalog are as visible as its enum, and a test program has no public interface"
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

/// Code that the snippets of `full.toml` need.
mod manifest {
    /// A hand-written type.
    #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
    pub(crate) struct AgentManifest {
        pub(crate) name: String,
    }
}

/// Hand-written events.
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
