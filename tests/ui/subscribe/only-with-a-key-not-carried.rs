//! The events do not carry the key.

mod domain {
    #[aegis_events::domain_events(catalog = "only-with-a-key-not-carried.toml")]
    pub enum DomainEvent {}
}

use aegis_events::bus::EventBus;
use domain::{DomainEvent, ExecutionId, VolumeEvent};

fn listen(bus: &EventBus<DomainEvent>, execution_id: ExecutionId) {
    let _ = bus.subscription::<VolumeEvent>().only(execution_id).subscribe();
}

fn main() {}
