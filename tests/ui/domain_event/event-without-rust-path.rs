//! The catalog says nothing of a struct by hand.

use aegis_events::types::Timestamp;

#[aegis_events::domain_event(catalog = "generated-event.toml")]
pub struct VolumeCreated {
    pub volume_id: VolumeId,
    pub created_at: Timestamp,
}

#[aegis_events::domain_events(catalog = "generated-event.toml")]
pub enum DomainEvent {}

fn main() {}
