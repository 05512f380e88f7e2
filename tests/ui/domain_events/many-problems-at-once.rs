//! Every problem of the catalog is reported once, and the generated code causes no other errors.

mod domain {
    #[aegis_events::domain_events(catalog = "many-problems-at-once.toml")]
    pub enum DomainEvent {}
}

use domain::volume::VolumeCreated;

fn volume_of(event: &VolumeCreated) -> domain::VolumeId {
    event.volume_id
}

fn main() {}
