//! The attribute is on a struct. The events are generated anyway, so their uses are no errors.

#[aegis_events::domain_events(catalog = "on-a-struct.toml")]
pub struct DomainEvent;

fn main() {
    let (_bus, publishers) = aegis_events::EventBus::<DomainEvent>::new(Default::default());
    let _manager = publishers.volume_manager;
}
