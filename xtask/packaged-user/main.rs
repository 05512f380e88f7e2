//! A user's program with its own catalog, built from the packaged crates alone.

use aegis_events::{BusConfig, EventBus};
use domain::DomainEvent;
use domain::order::OrderPlaced;

mod domain {
    /// Every event of the shop.
    #[aegis_events::domain_events]
    pub enum DomainEvent {}
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let mut events = bus.subscribe();
    publishers.checkout.publish(OrderPlaced { customer: "Ada".to_owned() })?;
    println!("{:?}", events.try_recv()?);
    Ok(())
}
