//! The catalog's `rust` leads elsewhere than to this struct.

use aegis_events::types::Timestamp;

mod elsewhere {
    use super::*;

    #[aegis_events::domain_event(catalog = "not-in-the-domain.toml")]
    pub struct VolumeCreated {
        pub volume_id: VolumeId,
        pub created_at: Timestamp,
    }
}

#[aegis_events::domain_events(catalog = "not-in-the-domain.toml")]
pub enum DomainEvent {}

fn main() {}
