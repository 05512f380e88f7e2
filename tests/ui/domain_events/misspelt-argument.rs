//! The attribute has no such argument.

#[aegis_events::domain_events(catalogue = "misspelt-argument.toml")]
pub enum DomainEvent {}

fn main() {}
