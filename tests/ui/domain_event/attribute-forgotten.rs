//! The catalog says that the struct is written by hand, and it is, but without the attribute.

use aegis_events::types::Timestamp;

pub struct VolumeCreated {
    pub volume_id: VolumeId,
    pub created_at: Timestamp,
}

#[aegis_events::domain_events(catalog = "forgotten.toml")]
pub enum DomainEvent {}

fn main() {}
