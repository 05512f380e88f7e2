//! A field of the catalog is not there, and one is that the catalog does not know.

use aegis_events::types::Timestamp;

#[aegis_events::domain_event(catalog = "missing-and-extra-field.toml")]
pub struct VolumeCreated {
    pub volume: VolumeId,
    pub created_at: Timestamp,
    pub size_limit_bytes: u64,
}

#[aegis_events::domain_events(catalog = "missing-and-extra-field.toml")]
pub enum DomainEvent {}

fn main() {}
