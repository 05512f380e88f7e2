//! The catalog has no publisher of this name.

mod domain {
    #[aegis_events::domain_events(catalog = "unknown-publisher.toml")]
    pub enum DomainEvent {}
}

use aegis_events::bus::Publisher;

struct VolumeReaper {
    event_bus: Publisher<domain::publishers::VolumeReaper>,
}

fn main() {}
