//! The fields have no names.

#[aegis_events::domain_event(catalog = "on-a-tuple-struct.toml")]
pub struct VolumeCreated(pub u64);

fn main() {}
