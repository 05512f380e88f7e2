//! Two families have an event of this name.

#[aegis_events::domain_event(catalog = "several-families.toml")]
pub struct Created {
    pub volume_id: u64,
}

fn main() {}
