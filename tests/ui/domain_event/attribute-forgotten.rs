//! The hand-written struct has no attribute.

use aegis_events::types::Timestamp;

pub struct VolumeCreated {
    pub volume_id: VolumeId,
    pub created_at: Timestamp,
}

#[aegis_events::domain_events(catalog = "attribute-forgotten.toml")]
pub enum DomainEvent {}

fn main() {}
