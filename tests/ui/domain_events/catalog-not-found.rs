//! There is no file at the path.

#[aegis_events::domain_events(catalog = "../catalogs/missing.toml")]
pub enum DomainEvent {}

fn main() {}
