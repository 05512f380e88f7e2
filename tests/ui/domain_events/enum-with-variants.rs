//! The variants come from the catalog. Its events are generated all the same: their uses are no errors.

#[aegis_events::domain_events(catalog = "with-variants.toml")]
pub enum DomainEvent {
    Volume(u64),
}

fn main() {
    let (_bus, publishers) = aegis_events::EventBus::<DomainEvent>::new(Default::default());
    let _manager = publishers.volume_manager;
}
