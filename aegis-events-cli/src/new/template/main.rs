//! {{name}}: two components publish, one listens.
//!
//! What may happen is declared in `catalog.toml`. Change it, and the compiler says what else has to change.

use std::error::Error;
use std::time::Duration;

//{history
use aegis_events::history::{History, HistoryConfig};
//}history
use aegis_events::{BusConfig, EventBus, PublishError, Publisher};
use chrono::Utc;

use domain::order::{OrderPlaced, OrderShipped};
use domain::subscribers::{Mailer, MailerEvent};
use domain::{DomainEvent, OrderId, publishers};

pub mod domain {
    /// Everything that happens in {{name}}. The variants come from `catalog.toml`.
    #[aegis_events::domain_events]
    pub enum DomainEvent {}
}

/// Takes orders.
struct Checkout {
    /// The right to publish what the catalog gives to `Checkout`; anything else does not compile.
    events: Publisher<publishers::Checkout>,
}

impl Checkout {
    fn place_order(&self, customer: &str, total_cents: u32) -> Result<OrderId, PublishError> {
        let order_id = OrderId::new();
        let customer = customer.to_owned();
        self.events.publish(OrderPlaced {
            order_id,
            customer,
            total_cents,
            placed_at: Utc::now(),
        })?;
        Ok(order_id)
    }
}

/// Packs orders and sends them off.
struct Warehouse {
    events: Publisher<publishers::Warehouse>,
}

impl Warehouse {
    fn ship(&self, order_id: OrderId, parcel: &str) -> Result<(), PublishError> {
        let parcel = parcel.to_owned();
        self.events.publish(OrderShipped {
            order_id,
            parcel,
            shipped_at: Utc::now(),
        })?;
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // One bus, and every right to publish, given to the component that it belongs to.
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let checkout = Checkout {
        events: publishers.checkout,
    };
    let warehouse = Warehouse {
        events: publishers.warehouse,
    };
    //{history

    // Every event into a database, and read back below.
    let config = HistoryConfig::new("sqlite:{{name}}.db").migrate(true);
    let history = History::<DomainEvent>::open(config).await?;
    history.record(&bus);
    //}history

    // The mailer gets what the catalog says that it consumes: another event in
    // this match does not compile, a missing one neither.
    bus.subscribe_to::<Mailer>().run(|event| async move {
        match event.view() {
            MailerEvent::OrderPlaced(order) => {
                println!("mailer: thank you for {} cents", order.total_cents)
            }
            MailerEvent::OrderShipped(order) => {
                println!("mailer: parcel {} is on its way", order.parcel)
            }
        }
    });

    let order_id = checkout.place_order("ada@example.com", 3_990)?;
    warehouse.ship(order_id, "JD-0042")?;

    // Whoever still has events works them off first.
    let report = bus.shutdown(Duration::from_secs(5)).await;
    println!("all events were handled: {}", report.is_drained());
    //{history

    let recorded = history.events::<DomainEvent>().only(order_id);
    for event in recorded.fetch_all().await? {
        println!("on record: {}", event.event_type());
    }
    //}history
    Ok(())
}
