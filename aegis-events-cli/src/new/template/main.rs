//! {{name}}: two components publish events, one subscribes to them.
//!
//! The events are declared in `catalog.toml`. After a change there, the compiler reports the code that must follow.

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

//{history
use aegis_events::history::{History, HistoryConfig};
//}history
use aegis_events::{BusConfig, EventBus, PublishError, Publisher, help_of};
use chrono::Utc;

use domain::order::{OrderPlaced, OrderShipped};
use domain::subscribers::{Mailer, MailerEvent};
use domain::{DomainEvent, OrderId, publishers};

pub mod domain {
    /// The events of {{name}}. The variants come from `catalog.toml`.
    #[aegis_events::domain_events]
    pub enum DomainEvent {}
}

/// Takes orders.
struct Checkout {
    /// Publishes the events of `Checkout`; any other event is a compile error.
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

/// Packs and ships orders.
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
async fn main() -> ExitCode {
    let Err(error) = run().await else {
        return ExitCode::SUCCESS;
    };
    eprintln!("error: {error}");
    // Errors of aegis-events describe how to fix them.
    if let Some(help) = help_of(&*error) {
        eprintln!("  help: {help}");
    }
    ExitCode::FAILURE
}

async fn run() -> Result<(), Box<dyn Error>> {
    // The bus, and one publisher per component.
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let checkout = Checkout {
        events: publishers.checkout,
    };
    let warehouse = Warehouse {
        events: publishers.warehouse,
    };
    //{history

    // Record all events in a database.
    let config = HistoryConfig::new("sqlite:{{name}}.db").with_migrate(true);
    let history = History::<DomainEvent>::open(config).await?;
    history.record(&bus);
    //}history

    // The mailer receives the events that it consumes. The match must have an arm
    // for each of them, and for no other event.
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

    // Handlers finish their pending events first.
    let report = bus.shutdown(Duration::from_secs(5)).await;
    println!("all events were handled: {}", report.is_drained());
    //{history

    let recorded = history.events::<DomainEvent>().only(order_id);
    for event in recorded.fetch_all().await? {
        println!("recorded: {}", event.event_type());
    }
    //}history
    Ok(())
}
