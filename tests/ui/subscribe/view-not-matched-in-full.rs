//! The match lacks a family that the subscriber consumes.

mod domain {
    #[aegis_events::domain_events(catalog = "view-not-matched-in-full.toml")]
    pub enum DomainEvent {}
}

use aegis_events::bus::Event;
use domain::subscribers::{AuditLogger, AuditLoggerEvent};

fn log(event: &Event<AuditLogger>) {
    match event.view() {
        AuditLoggerEvent::Execution(_) => {}
    }
}

fn main() {}
