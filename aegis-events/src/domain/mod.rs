//! The events of the AEGIS orchestrator, expanded from the `catalog.toml` that this crate ships.
//!
//! The structs of the family `Volume` are written by hand in `volume_events.rs`, as an example; the rest is generated.

use aegis_events_macros::domain_events;

mod volume_events;

/// Every event of the AEGIS orchestrator.
#[domain_events]
pub enum DomainEvent {}
