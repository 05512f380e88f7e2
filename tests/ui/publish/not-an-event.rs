//! The value is not an event.

mod domain {
    #[aegis_events::domain_events(catalog = "not-an-event.toml")]
    pub enum DomainEvent {}
}

use aegis_events::bus::Publisher;
use domain::publishers::VolumeManager;

fn announce(event_bus: &Publisher<VolumeManager>) {
    let _ = event_bus.publish("volume created");
}

fn main() {}
