//! Two families have an event with the name of the struct.

#[aegis_events::domain_event(catalog = "event-in-several-families.toml")]
pub struct Created {
    pub volume_id: u64,
}

fn main() {}
