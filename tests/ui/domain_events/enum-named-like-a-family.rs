//! The domain enum has the name of a family's enum.

#[aegis_events::domain_events(catalog = "enum-named-like-a-family.toml")]
pub enum VolumeEvent {}

fn main() {}
