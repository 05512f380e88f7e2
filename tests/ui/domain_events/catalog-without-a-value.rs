//! The argument has no value.

#[aegis_events::domain_events(catalog)]
pub enum DomainEvent {}

fn main() {}
