//! The struct of a hand-written event does not exist. rustc reports it.

#[aegis_events::domain_events(catalog = "missing-struct.toml")]
pub enum DomainEvent {}

fn main() {}
