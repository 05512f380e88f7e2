//! Recording, queries, durable subscribers and backfill.

use std::time::Duration;

use aegis_events::domain::VolumeId;
use aegis_events::domain::volume::VolumeDeleted;
use aegis_events::types::Timestamp;
use aegis_events::{BusConfig, Event, EventBus};

const DEADLINE: Duration = Duration::from_secs(60);

async fn bill(event: Event<aegis_events::domain::VolumeEvent>) {
    assert_eq!(event.event_type(), "VolumeDeleted");
}

#[tokio::test]
async fn events_are_recorded_queried_and_followed() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (event_bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let volume_id = VolumeId::new();
    let deleted = VolumeDeleted { volume_id, deleted_at: Timestamp::UNIX_EPOCH };
    let url = format!("sqlite:{}", folder.path().join("events.db").display());

    // block: let history = History::<DomainEvent>::open(HistoryConfig::new(url)

    // block: let last_ten

    assert_eq!((recorded.position.get(), last_ten.len()), (1, 1));
    assert_eq!(timeline[0].position(), Some(recorded.position));
    billing.reached(1).await?;
    assert_eq!(recorder.state().recorded, 1);
    drop(steady);
    event_bus.shutdown(DEADLINE).await;
    assert_eq!(billing.stop().await.delivered, 1);
    history.close().await;
    Ok(())
}
