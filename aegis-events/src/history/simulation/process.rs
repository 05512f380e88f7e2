//! A process: a history with a fate of its own.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::Notify;

use super::backend::SimulatedBackend;
use super::domain::TestEvent;
use super::transaction::Transaction;
use super::{START, World, lock};
use crate::bus::{Clock, EventBus, MakePublishers};
use crate::config::BusConfig;
use crate::event::Domain;
use crate::history::history::History;
use crate::history::settings::Settings;
use crate::types::Uuid;

/// How often simulated processes look for what nobody tells them.
const POLL_INTERVAL: Duration = Duration::from_millis(200);
/// Small, so that a few events are several batches.
pub(crate) const BATCH: usize = 8;
/// Between the clocks of two processes' buses, so that no two of them make the same id.
const A_DAY_US: i64 = 86_400_000_000;

/// One process of a simulation, of the small catalog unless said otherwise.
pub(crate) struct Process<D: Domain = TestEvent> {
    pub(crate) history: History<D>,
    backend: Arc<SimulatedBackend>,
    number: u64,
    bus_clock: Arc<AtomicI64>,
}

impl<D: MakePublishers> Process<D> {
    pub(super) fn new(world: &Arc<World>, number: u64, queue_capacity: usize) -> Self {
        let backend = Arc::new(SimulatedBackend::new(world));
        let settings = Settings { poll_interval: POLL_INTERVAL, batch: BATCH, queue_capacity, ..Settings::default() };
        let history = History::over(Arc::clone(&backend) as _, settings);
        let bus_clock = Arc::new(AtomicI64::new(START.timestamp_micros() + number as i64 * A_DAY_US));
        Self { history, backend, number, bus_clock }
    }

    /// A bus of this process, on the node `local`. Once per process.
    pub(crate) fn bus(&self) -> (EventBus<D>, D::Publishers) {
        let mut config = BusConfig::default().fixed(Clock::Fixed(Arc::clone(&self.bus_clock)));
        config.bus_id = Some(Uuid::from_u128(self.number.into()));
        EventBus::new(config)
    }

    /// Begins a transaction of the program's own.
    pub(crate) fn begin(&self) -> Transaction {
        Transaction::new(Arc::clone(&self.backend))
    }

    /// This process's clock is ahead of the true time from now on, or behind it. Its bus's clock, which stands still, is set by as much.
    pub(crate) fn skew(&self, by: TimeDelta) {
        let by_us = by.num_microseconds().expect("less than 292,000 years");
        let before_us = self.backend.skew(by_us);
        self.bus_clock.fetch_add(by_us - before_us, Ordering::Relaxed);
    }

    /// Ends the process as `kill -9` does: whatever it is waiting for never comes, and it does nothing any more.
    pub(crate) fn kill(&self) {
        self.backend.life.set(State::Dead);
    }

    /// Stops the process where it is, until it is [thawed](Self::thaw).
    pub(crate) fn freeze(&self) {
        self.backend.life.set(State::Frozen);
    }

    /// Lets a frozen process go on as if no time had passed.
    pub(crate) fn thaw(&self) {
        self.backend.life.set(State::Runs);
    }

    /// For handlers, which are part of the process: ready for as long as it runs.
    pub(crate) fn life(&self) -> Arc<Life> {
        Arc::clone(&self.backend.life)
    }
}

/// Whether a process runs.
pub(crate) struct Life {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Runs,
    Frozen,
    Dead,
}

impl Life {
    pub(super) fn new() -> Self {
        Self { state: Mutex::new(State::Runs), changed: Notify::new() }
    }

    fn set(&self, to: State) {
        let mut state = lock(&self.state);
        if *state != State::Dead {
            *state = to;
        }
        drop(state);
        self.changed.notify_waiters();
    }

    /// Waits while the process is frozen, and for ever once it is dead.
    pub(crate) async fn goes_on(&self) {
        loop {
            let changed = self.changed.notified();
            if *lock(&self.state) == State::Runs {
                return;
            }
            changed.await;
        }
    }
}
