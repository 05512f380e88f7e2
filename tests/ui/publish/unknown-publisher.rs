//! A handle for a component that the catalog does not know.

mod domain {
    #[aegis_events::domain_events(catalog = "no-such-publisher.toml")]
    pub enum DomainEvent {}
}

use aegis_events::bus::Publisher;

struct VolumeReaper {
    event_bus: Publisher<domain::publishers::VolumeReaper>,
}

fn main() {}
