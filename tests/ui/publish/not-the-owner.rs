//! The publisher does not own the event.

mod domain {
    #[aegis_events::domain_events(catalog = "not-the-owner.toml")]
    pub enum DomainEvent {}
}

use aegis_events::bus::Publisher;
use aegis_events::types::Timestamp;
use domain::publishers::ExecutionSupervisor;
use domain::volume::VolumeCreated;

fn announce(event_bus: &Publisher<ExecutionSupervisor>, created_at: Timestamp) {
    let _ = event_bus.publish(VolumeCreated { volume_id: domain::VolumeId::new(), created_at });
}

fn main() {}
