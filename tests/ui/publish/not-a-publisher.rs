//! The type parameter of a handle is not a publisher of the catalog.

mod domain {
    #[aegis_events::domain_events(catalog = "not-a-publisher.toml")]
    pub enum DomainEvent {}
}

use aegis_events::bus::Publisher;

struct VolumeManager {
    event_bus: Publisher<VolumeManager>,
}

fn main() {}
