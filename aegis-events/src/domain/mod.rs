//! The events of the AEGIS orchestrator, expanded from the `catalog.toml` that this crate ships.
//!
//! One family, `Volume`, keeps its structs by hand in `volume_events.rs`, as any crate may that wants to own them; the rest
//! is generated.

use aegis_events_macros::domain_events;

mod volume_events;

/// Every event of the AEGIS orchestrator.
#[domain_events]
pub enum DomainEvent {}
