//! The event is wrapped in the domain enum.

mod domain {
    #[aegis_events::domain_events(catalog = "whole-domain-event.toml")]
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
