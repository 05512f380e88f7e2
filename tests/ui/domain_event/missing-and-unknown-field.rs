//! The struct lacks a field of the catalog and has two others.

use aegis_events::types::Timestamp;

#[aegis_events::domain_event(catalog = "missing-and-unknown-field.toml")]
pub struct VolumeCreated {
    pub volume: VolumeId,
    pub created_at: Timestamp,
    pub size_limit_bytes: u64,
}

#[aegis_events::domain_events(catalog = "missing-and-unknown-field.toml")]
pub enum DomainEvent {}

fn main() {}
