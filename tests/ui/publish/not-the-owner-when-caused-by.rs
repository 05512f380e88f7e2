//! The publisher does not own the event, which has a cause.

mod domain {
    #[aegis_events::domain_events(catalog = "not-the-owner-when-caused-by.toml")]
    pub enum DomainEvent {}
}

use aegis_events::bus::{Publisher, Receipt};
use aegis_events::types::Timestamp;
use domain::publishers::ExecutionSupervisor;
use domain::volume::VolumeCreated;

fn announce(event_bus: &Publisher<ExecutionSupervisor>, cause: &Receipt, created_at: Timestamp) {
    let _ = event_bus.caused_by(cause).publish(VolumeCreated { volume_id: domain::VolumeId::new(), created_at });
}

fn main() {}
