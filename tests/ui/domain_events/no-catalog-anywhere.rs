//! No path, and no catalog in the crate or above it.

#[aegis_events::domain_events]
pub enum DomainEvent {}

fn main() {}
