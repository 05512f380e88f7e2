//! The struct derives traits that the attribute implements.

use aegis_events::types::Timestamp;

#[aegis_events::domain_event(catalog = "derive-of-an-implemented-trait.toml")]
#[derive(Debug, Clone, Eq, serde::Serialize)]
pub struct VolumeCreated {
    pub volume_id: VolumeId,
    pub created_at: Timestamp,
}

#[aegis_events::domain_events(catalog = "derive-of-an-implemented-trait.toml")]
pub enum DomainEvent {}

fn main() {}
