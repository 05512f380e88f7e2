//! Runs are not filtered by a plain text.

mod domain {
    #[aegis_events::domain_events(catalog = "only-with-something-that-is-no-key.toml")]
    pub enum DomainEvent {}
}

use aegis_events::bus::EventBus;
use domain::{DomainEvent, ExecutionEvent};

fn listen(bus: &EventBus<DomainEvent>) {
    let _ = bus.subscribe_to::<ExecutionEvent>().only("0192aa6e");
}

fn main() {}
