//! An event wrapped into the domain's enum, as a bus of `tokio::sync::broadcast` takes it.

mod domain {
    #[aegis_events::domain_events(catalog = "a-whole-domain-event.toml")]
    pub enum DomainEvent {}
}

use aegis_events::bus::Publisher;
use domain::publishers::VolumeManager;
use domain::volume::VolumeCreated;
use domain::{DomainEvent, VolumeEvent};

fn announce(event_bus: &Publisher<VolumeManager>, event: VolumeCreated) {
    let _ = event_bus.publish(DomainEvent::Volume(VolumeEvent::VolumeCreated(event)));
}

fn main() {}
