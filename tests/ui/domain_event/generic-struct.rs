//! The struct has a type parameter.

#[aegis_events::domain_event(catalog = "generic-struct.toml")]
pub struct VolumeCreated<T> {
    pub volume_id: T,
}

fn main() {}
