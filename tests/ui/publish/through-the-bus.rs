//! The bus itself cannot publish.

mod domain {
    #[aegis_events::domain_events(catalog = "through-the-bus.toml")]
    pub enum DomainEvent {}
}

use aegis_events::bus::EventBus;
use domain::{DomainEvent, volume::VolumeDeleted};

fn announce(bus: &EventBus<DomainEvent>, event: VolumeDeleted) {
    let _ = bus.publish(event);
}

fn main() {}
