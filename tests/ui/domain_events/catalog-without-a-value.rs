//! The argument without a path.

#[aegis_events::domain_events(catalog)]
pub enum DomainEvent {}

fn main() {}
