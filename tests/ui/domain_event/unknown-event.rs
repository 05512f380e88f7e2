//! The catalog has no event with the name of the struct.

use aegis_events::types::Timestamp;

#[aegis_events::domain_event(catalog = "unknown-event.toml")]
pub struct VolumeCreatd {
    pub volume_id: VolumeId,
    pub created_at: Timestamp,
}

#[aegis_events::domain_events(catalog = "unknown-event.toml")]
pub enum DomainEvent {}

fn main() {}
