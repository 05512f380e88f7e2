//! The domain enum would have the name of a family's enum.

#[aegis_events::domain_events(catalog = "named-like-a-family.toml")]
pub enum VolumeEvent {}

fn main() {}
