//! The type is not a set of events.

mod domain {
    #[aegis_events::domain_events(catalog = "not-a-filter.toml")]
    pub enum DomainEvent {}
}

use aegis_events::bus::EventBus;
use domain::{DomainEvent, ExecutionId};

fn listen(bus: &EventBus<DomainEvent>) {
    let _ = bus.subscribe_to::<ExecutionId>();
}

fn main() {}
