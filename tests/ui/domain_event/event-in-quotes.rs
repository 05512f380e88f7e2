//! The event is a string instead of a path.

#[aegis_events::domain_event("Volume::VolumeCreated", catalog = "event-in-quotes.toml")]
pub struct VolumeCreated {
    pub volume_id: VolumeId,
    pub created_at: aegis_events::types::Timestamp,
}

#[aegis_events::domain_events(catalog = "event-in-quotes.toml")]
pub enum DomainEvent {}

fn main() {}
