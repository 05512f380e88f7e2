//! A process of a service: a history, a bus and its recorder.

use std::time::Duration;

use aegis_events::bus::MakePublishers;
use aegis_events::event::Filter;
use aegis_events::history::{History, Recorder, RecorderState};
use aegis_events::{BusConfig, EventBus};

use crate::database::Database;

/// Long enough for everything a test waits for, on a busy machine too.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// A history with a bus and its recorder.
pub(crate) struct Process<D: MakePublishers> {
    pub(crate) history: History<D>,
    pub(crate) bus: EventBus<D>,
    pub(crate) publishers: D::Publishers,
    pub(crate) recorder: Recorder<D>,
}

impl<D: MakePublishers + Filter<Domain = D>> Process<D> {
    /// Starts with a migration.
    pub(crate) async fn start(database: &Database) -> Self {
        Self::with(database, BusConfig::default()).await
    }

    /// Starts as a node.
    pub(crate) async fn start_as(database: &Database, node_id: &str) -> Self {
        Self::with(database, BusConfig::default().with_node_id(node_id).unwrap()).await
    }

    /// Starts with a configuration of the bus.
    pub(crate) async fn with(database: &Database, config: BusConfig) -> Self {
        let history = database.history::<D>().await;
        let (bus, publishers) = EventBus::new(config);
        let recorder = history.record(&bus);
        Self { history, bus, publishers, recorder }
    }

    /// Waits until all published events are recorded.
    pub(crate) async fn settle(&self) {
        assert!(in_time(self.recorder.recorded_through(self.bus.sequence())).await.is_ok());
    }

    /// Shuts down. Returns the last state of the recorder.
    pub(crate) async fn stop(self) -> RecorderState {
        let report = self.bus.shutdown(DEADLINE).await;
        assert!(report.is_drained(), "{report}");
        let state = self.recorder.ended().await;
        self.history.close().await;
        state
    }
}

/// Waits for a future, up to the deadline.
pub(crate) async fn in_time<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, future).await.expect("it is ready before the deadline")
}
