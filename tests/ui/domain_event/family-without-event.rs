//! The attribute names a family, but no event.

#[aegis_events::domain_event(Volume, catalog = "family-without-event.toml")]
pub struct VolumeCreated {
    pub volume_id: VolumeId,
    pub created_at: aegis_events::types::Timestamp,
}

#[aegis_events::domain_events(catalog = "family-without-event.toml")]
pub enum DomainEvent {}

fn main() {}
