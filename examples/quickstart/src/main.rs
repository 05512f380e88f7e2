//! Two components publish the events they own, and a handler receives them.

use aegis_events::{BusConfig, EventBus};
use domain::order::{OrderPlaced, OrderShipped};
use domain::{DomainEvent, OrderEvent};
use std::{error::Error, time::Duration};

mod domain {
    #[aegis_events::domain_events]
    pub enum DomainEvent {} // the variants come from catalog.toml
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    bus.subscribe_to::<OrderEvent>().run(|event| async move {
        match &*event {
            OrderEvent::OrderPlaced(order) => println!("order {}: {} cents", order.order_id, order.total_cents),
            OrderEvent::OrderShipped(order) => println!("order {}: parcel {}", order.order_id, order.parcel),
        }
    });

    publishers.checkout.publish(OrderPlaced { order_id: 1, total_cents: 3_990 })?;
    publishers.warehouse.publish(OrderShipped { order_id: 1, parcel: "JD-0042".to_owned() })?;
    println!("all events handled: {}", bus.shutdown(Duration::from_secs(5)).await.is_drained());
    Ok(())
}
