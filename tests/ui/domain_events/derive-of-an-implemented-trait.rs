//! The enum derives traits that the attribute implements.

#[aegis_events::domain_events(catalog = "derive-of-an-implemented-trait.toml")]
#[derive(Debug, Clone)]
pub enum DomainEvent {}

fn main() {}
