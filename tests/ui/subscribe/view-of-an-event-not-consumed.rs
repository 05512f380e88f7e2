//! The match has a family that the subscriber does not consume.

mod domain {
    #[aegis_events::domain_events(catalog = "view-of-an-event-not-consumed.toml")]
    pub enum DomainEvent {}
}

use aegis_events::bus::Event;
use domain::subscribers::{AuditLogger, AuditLoggerEvent};

fn log(event: &Event<AuditLogger>) {
    match event.view() {
        AuditLoggerEvent::Execution(_) => {}
        AuditLoggerEvent::Volume(_) => {}
    }
}

fn main() {}
