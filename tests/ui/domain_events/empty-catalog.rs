//! The file is empty.

#[aegis_events::domain_events(catalog = "empty-catalog.toml")]
pub enum DomainEvent {}

fn main() {}
