//! The catalog's path to a hand-written struct is no path: that is told once, at the catalog.

pub mod moved {
    #[aegis_events::domain_event(catalog = "path-that-is-none.toml")]
    pub struct VolumeCreated {
        pub volume_id: crate::VolumeId,
        pub created_at: aegis_events::types::Timestamp,
    }
}

#[aegis_events::domain_events(catalog = "path-that-is-none.toml")]
pub enum DomainEvent {}

fn main() {}
