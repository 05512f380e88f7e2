//! An argument is there twice.

#[aegis_events::domain_events(catalog = "duplicate-argument.toml", catalog = "other.toml")]
pub enum DomainEvent {}

fn main() {}
