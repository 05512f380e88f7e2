//! A handle for a type that stands for nobody.

mod domain {
    #[aegis_events::domain_events(catalog = "a-type-that-is-no-publisher.toml")]
    pub enum DomainEvent {}
}

use aegis_events::bus::Publisher;

struct VolumeManager {
    event_bus: Publisher<VolumeManager>,
}

fn main() {}
