//! The attribute stands on the wrong kind of item.

#[aegis_events::domain_events(catalog = "on-a-struct.toml")]
pub struct DomainEvent;

fn main() {}
