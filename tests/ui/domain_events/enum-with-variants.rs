//! The enum has variants. The events are generated anyway, so their uses are no errors.

#[aegis_events::domain_events(catalog = "enum-with-variants.toml")]
pub enum DomainEvent {
    Volume(u64),
}

fn main() {
    let (_bus, publishers) = aegis_events::EventBus::<DomainEvent>::new(Default::default());
    let _manager = publishers.volume_manager;
}
