//! The variants come from the catalog.

#[aegis_events::domain_events(catalog = "with-variants.toml")]
pub enum DomainEvent {
    Volume(u64),
}

fn main() {}
