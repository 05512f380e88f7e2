//! An argument that the attribute does not have.

#[aegis_events::domain_events(catalogue = "misspelt-argument.toml")]
pub enum DomainEvent {}

fn main() {}
