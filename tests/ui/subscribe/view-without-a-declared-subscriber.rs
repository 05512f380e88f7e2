//! A family's events have no view.

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
