//! The enum has a type parameter.

#[aegis_events::domain_events(catalog = "generic-enum.toml")]
pub enum DomainEvent<T> {}

fn main() {
    let (_bus, publishers) = aegis_events::EventBus::<DomainEvent>::new(Default::default());
    let _manager = publishers.volume_manager;
}
