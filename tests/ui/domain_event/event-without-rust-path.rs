//! The event has no `rust` in the catalog, so its struct is generated.

use aegis_events::types::Timestamp;

#[aegis_events::domain_event(catalog = "event-without-rust-path.toml")]
pub struct VolumeCreated {
    pub volume_id: VolumeId,
    pub created_at: Timestamp,
}

#[aegis_events::domain_events(catalog = "event-without-rust-path.toml")]
pub enum DomainEvent {}

fn main() {}
