//! The attribute stands twice.

use aegis_events::types::Timestamp;

#[aegis_events::domain_event(catalog = "attribute-twice.toml")]
#[aegis_events::domain_event(catalog = "attribute-twice.toml")]
pub struct VolumeCreated {
    pub volume_id: VolumeId,
    pub created_at: Timestamp,
}

#[aegis_events::domain_events(catalog = "attribute-twice.toml")]
pub enum DomainEvent {}

fn main() {}
