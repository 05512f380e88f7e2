//! The attribute is on an enum.

#[aegis_events::domain_event(catalog = "on-an-enum.toml")]
pub enum VolumeCreated {
    Local,
    Remote,
}

fn main() {}
