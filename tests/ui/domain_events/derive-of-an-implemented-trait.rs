//! Traits that the macro implements are derived too.

#[aegis_events::domain_events(catalog = "derives-what-is-implemented.toml")]
#[derive(Debug, Clone)]
pub enum DomainEvent {}

fn main() {}
