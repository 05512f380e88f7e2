//! The argument has no name.

#[aegis_events::domain_events("argument-without-a-name.toml")]
pub enum DomainEvent {}

fn main() {}
