//! The attribute has no such argument.

#[aegis_events::domain_event(catalgo = "misspelt-argument.toml")]
pub struct VolumeCreated {
    pub volume_id: u64,
}

fn main() {}
