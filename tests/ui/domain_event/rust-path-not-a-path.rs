//! The event's `rust` is not a path. The error is at the catalog, and there is no other.

pub mod moved {
    #[aegis_events::domain_event(catalog = "rust-path-not-a-path.toml")]
    pub struct VolumeCreated {
        pub volume_id: crate::VolumeId,
        pub created_at: aegis_events::types::Timestamp,
    }
}

#[aegis_events::domain_events(catalog = "rust-path-not-a-path.toml")]
pub enum DomainEvent {}

fn main() {}
