//! Filters and handlers.

use aegis_events::domain::ExecutionId;
use aegis_events::{BusConfig, EventBus};

#[tokio::test]
async fn every_subscription_ends_with_the_bus() {
    let execution_id = ExecutionId::new();
    let (event_bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());

    // block: let mut all = event_bus.subscribe();

    // block: let watched = event_bus.subscription

    // block: audit.run(

    assert_eq!(watched.name(), "watcher");
    drop((volumes, one_run, publishers));
    let report = event_bus.shutdown(std::time::Duration::from_secs(60)).await;
    assert!(report.is_drained(), "{report:?}");
}
