//! The struct has attributes of serde.

use aegis_events::types::Timestamp;

#[aegis_events::domain_event(catalog = "serde-attributes.toml")]
pub struct VolumeCreated {
    #[serde(rename = "id")]
    pub volume_id: VolumeId,
    pub created_at: Timestamp,
}

#[aegis_events::domain_events(catalog = "serde-attributes.toml")]
pub enum DomainEvent {}

fn main() {}
