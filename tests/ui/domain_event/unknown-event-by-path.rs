//! The attribute names an event that is not in the catalog.

use aegis_events::types::Timestamp;

#[aegis_events::domain_event(Volumes::VolumeCreated, catalog = "unknown-event-by-path.toml")]
pub struct Created {
    pub volume_id: VolumeId,
    pub created_at: Timestamp,
}

#[aegis_events::domain_events(catalog = "unknown-event-by-path.toml")]
pub enum DomainEvent {}

fn main() {}
