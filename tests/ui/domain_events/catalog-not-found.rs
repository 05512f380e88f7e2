//! The path leads nowhere.

#[aegis_events::domain_events(catalog = "../catalogs/missing.toml")]
pub enum DomainEvent {}

fn main() {}
