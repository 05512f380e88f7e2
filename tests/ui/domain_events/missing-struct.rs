//! The catalog says that a struct is written by hand, and it is not there: rustc says so.

#[aegis_events::domain_events(catalog = "missing-rust-path.toml")]
pub enum DomainEvent {}

fn main() {}
