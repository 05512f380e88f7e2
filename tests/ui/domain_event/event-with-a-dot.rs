//! The event is written as in the catalog instead of as a path.

#[aegis_events::domain_event(Volume.VolumeCreated, catalog = "event-with-a-dot.toml")]
pub struct VolumeCreated {
    pub volume_id: VolumeId,
    pub created_at: aegis_events::types::Timestamp,
}

#[aegis_events::domain_events(catalog = "event-with-a-dot.toml")]
pub enum DomainEvent {}

fn main() {}
