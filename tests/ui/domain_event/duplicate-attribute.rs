//! The attribute is on the struct twice.

use aegis_events::types::Timestamp;

#[aegis_events::domain_event(catalog = "duplicate-attribute.toml")]
#[aegis_events::domain_event(catalog = "duplicate-attribute.toml")]
pub struct VolumeCreated {
    pub volume_id: VolumeId,
    pub created_at: Timestamp,
}

#[aegis_events::domain_events(catalog = "duplicate-attribute.toml")]
pub enum DomainEvent {}

fn main() {}
