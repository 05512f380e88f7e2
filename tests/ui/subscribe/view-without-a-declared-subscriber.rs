//! The filter is not a declared subscriber, so it has no view.

mod domain {
    #[aegis_events::domain_events(catalog = "view-without-a-declared-subscriber.toml")]
    pub enum DomainEvent {}
}

use aegis_events::bus::Event;
use domain::ExecutionEvent;

fn log(event: &Event<ExecutionEvent>) {
    let _ = event.view();
}

fn main() {}
