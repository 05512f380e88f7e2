//! The value is not a key.

mod domain {
    #[aegis_events::domain_events(catalog = "only-with-a-non-key.toml")]
    pub enum DomainEvent {}
}

use aegis_events::bus::EventBus;
use domain::{DomainEvent, ExecutionEvent};

fn listen(bus: &EventBus<DomainEvent>) {
    let _ = bus.subscription::<ExecutionEvent>().only("0192aa6e").subscribe();
}

fn main() {}
