//! The attribute names a family and no event.

use aegis_events::types::Timestamp;

#[aegis_events::domain_event(Volume, catalog = "family-alone.toml")]
pub struct VolumeCreated {
    pub volume_id: VolumeId,
    pub created_at: Timestamp,
}

#[aegis_events::domain_events(catalog = "family-alone.toml")]
pub enum DomainEvent {}

fn main() {}
