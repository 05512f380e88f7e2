//! Generic parameters on the enum of a catalog, which is generated without them.

#[aegis_events::domain_events(catalog = "with-generics.toml")]
pub enum DomainEvent<T> {}

fn main() {
    let (_bus, publishers) = aegis_events::EventBus::<DomainEvent>::new(Default::default());
    let _manager = publishers.volume_manager;
}
