//! Closing a history while its recorder and subscriptions run.

use std::time::Duration;

use aegis_events::domain::volume::VolumeDeleted;
use aegis_events::domain::{DomainEvent, VolumeEvent, VolumeId};
use aegis_events::history::{History, HistoryConfig, RecordError};
use aegis_events::types::Timestamp;
use aegis_events::{BusConfig, EventBus};

use super::database::both;

/// Longer than any step takes. A history that cannot be closed would wait forever.
const LONG: Duration = Duration::from_secs(60);

fn deleted() -> VolumeDeleted {
    VolumeDeleted { volume_id: VolumeId::new(), deleted_at: Timestamp::UNIX_EPOCH }
}

#[tokio::test]
async fn closing_a_history_ends_its_recorder_and_subscriptions() {
    for database in both() {
        let config = HistoryConfig::new(database.url()).with_migrate(true);
        let history = History::<DomainEvent>::open(config).await.unwrap();
        let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
        let recorder = history.record(&bus);
        let durable = history.durable::<VolumeEvent>("closing").run(|_| async {}).await.unwrap();
        let recorded = publishers.volume_manager.publish_recorded(deleted()).await.unwrap();
        assert!(durable.reached(recorded.position).await.is_ok());

        tokio::time::timeout(LONG, history.close()).await.expect("the history closes");
        assert!(durable.ended().await.ended);
        let error = tokio::time::timeout(LONG, publishers.volume_manager.publish_recorded(deleted())).await;
        let error = error.expect("the wait ends with the history").unwrap_err();
        assert!(matches!(error, RecordError::Ended { .. }), "{error}");
        let state = recorder.ended().await;
        assert_eq!((state.recorded, state.last_error.unwrap().message), (1, "the history was closed".to_owned()));
    }
}

#[tokio::test]
async fn a_history_closed_before_its_bus_is_in_the_report() {
    for database in both() {
        let history = database.history::<DomainEvent>().await;
        let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
        let _recorder = history.record(&bus);
        tokio::time::timeout(LONG, history.close()).await.expect("the history closes");
        publishers.volume_manager.publish(deleted()).unwrap();
        let report = bus.shutdown(LONG).await;
        assert!(!report.is_drained(), "{report}");
        assert_eq!(report.to_string(), "EventRecorder: ended early, 0 delivered, 0 lost, 1 left\n");
    }
}
