//! Two fields have other types than in the catalog.

use aegis_events::types::Timestamp;

#[aegis_events::domain_event(catalog = "wrong-type.toml")]
pub struct VolumeCreated {
    pub volume_id: ExecutionId,
    pub created_at: Option<Timestamp>,
}

#[aegis_events::domain_events(catalog = "wrong-type.toml")]
pub enum DomainEvent {}

fn main() {}
