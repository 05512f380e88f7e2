//! The catalog's path, and not what it is.

#[aegis_events::domain_events("catalog-without-its-name.toml")]
pub enum DomainEvent {}

fn main() {}
