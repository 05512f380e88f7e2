//! The event's `rust` is not the path of this struct.

use aegis_events::types::Timestamp;

mod elsewhere {
    use super::*;

    #[aegis_events::domain_event(catalog = "rust-path-leads-elsewhere.toml")]
    pub struct VolumeCreated {
        pub volume_id: VolumeId,
        pub created_at: Timestamp,
    }
}

#[aegis_events::domain_events(catalog = "rust-path-leads-elsewhere.toml")]
pub enum DomainEvent {}

fn main() {}
