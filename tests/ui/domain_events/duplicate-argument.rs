//! One of two arguments would be ignored.

#[aegis_events::domain_events(catalog = "argument-given-twice.toml", catalog = "other.toml")]
pub enum DomainEvent {}

fn main() {}
