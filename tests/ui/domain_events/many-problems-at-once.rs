//! Every problem is reported, each once, and nothing follows from them in the generated code.

mod domain {
    #[aegis_events::domain_events(catalog = "many-problems-at-once.toml")]
    pub enum DomainEvent {}
}

use domain::volume::VolumeCreated;

fn volume_of(event: &VolumeCreated) -> domain::VolumeId {
    event.volume_id
}

fn main() {}
