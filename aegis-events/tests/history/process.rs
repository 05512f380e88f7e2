//! One process of a service, as far as its history goes: a bus, and what records it.

use std::time::Duration;

use aegis_events::bus::MakePublishers;
use aegis_events::event::Filter;
use aegis_events::history::{History, Recorder, RecorderState};
use aegis_events::{BusConfig, EventBus};

use crate::database::Database;

/// Long enough for everything that a test publishes, also on a busy machine; a test that waits so long has failed.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// A bus with its recorder, and a history of its own, as each process has.
pub(crate) struct Process<D: MakePublishers> {
    pub(crate) history: History<D>,
    pub(crate) bus: EventBus<D>,
    pub(crate) publishers: D::Publishers,
    pub(crate) recorder: Recorder<D>,
}

impl<D: MakePublishers + Filter<Domain = D>> Process<D> {
    /// Starts on a database, which is migrated.
    pub(crate) async fn start(database: &Database) -> Self {
        Self::with(database, BusConfig::default()).await
    }

    /// Starts under a node's name.
    pub(crate) async fn start_as(database: &Database, node_id: &str) -> Self {
        Self::with(database, BusConfig::default().with_node_id(node_id).unwrap()).await
    }

    /// Starts with a bus of some configuration.
    pub(crate) async fn with(database: &Database, config: BusConfig) -> Self {
        let history = database.history::<D>().await;
        let (bus, publishers) = EventBus::new(config);
        let recorder = history.record(&bus);
        Self { history, bus, publishers, recorder }
    }

    /// Waits until everything that was published so far is in the history.
    pub(crate) async fn settle(&self) {
        assert!(in_time(self.recorder.recorded_through(self.bus.sequence())).await);
    }

    /// Shuts down, and gives the recorder's last state.
    pub(crate) async fn stop(self) -> RecorderState {
        let report = self.bus.shutdown(DEADLINE).await;
        assert!(report.is_drained(), "{report}");
        let state = self.recorder.ended().await;
        self.history.close().await;
        state
    }
}

/// What a future gives, unless it takes too long.
pub(crate) async fn in_time<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, future).await.expect("it should not take so long")
}
