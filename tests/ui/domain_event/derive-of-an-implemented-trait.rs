//! Traits that the macro implements are derived too.

use aegis_events::types::Timestamp;

#[aegis_events::domain_event(catalog = "derives-what-is-implemented.toml")]
#[derive(Debug, Clone, Eq, serde::Serialize)]
pub struct VolumeCreated {
    pub volume_id: VolumeId,
    pub created_at: Timestamp,
}

#[aegis_events::domain_events(catalog = "derives-what-is-implemented.toml")]
pub enum DomainEvent {}

fn main() {}
