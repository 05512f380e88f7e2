//! A simulated process: a history that can be frozen and killed.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::Notify;

use super::backend::SimulatedBackend;
use super::domain::TestEvent;
use super::transaction::Transaction;
use super::{START, World, lock};
use crate::bus::{BusConfig, Clock, EventBus, MakePublishers};
use crate::event::Domain;
use crate::history::history::History;
use crate::history::settings::Settings;
use crate::types::Uuid;

/// The poll interval of simulated processes.
const POLL_INTERVAL: Duration = Duration::from_millis(200);
/// Small, so that a few events need several batches.
pub(crate) const BATCH: usize = 8;
/// The offset between the clocks of two buses, so that they never create the same id.
const A_DAY_US: i64 = 86_400_000_000;

/// A process of a simulation, by default with the small catalog.
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

    /// The bus of this process, on the node `local`. Call it once per process.
    pub(crate) fn bus(&self) -> (EventBus<D>, D::Publishers) {
        let mut config = BusConfig::default().fixed(Clock::Fixed(Arc::clone(&self.bus_clock)));
        config.bus_id = Some(Uuid::from_u128(self.number.into()));
        EventBus::new(config)
    }

    /// Begins a transaction of the program.
    pub(crate) fn begin(&self) -> Transaction {
        Transaction::new(Arc::clone(&self.backend))
    }

    /// Sets the clock of this process relative to the true time. The clock of its bus, which does not advance, moves by the same amount.
    pub(crate) fn skew(&self, by: TimeDelta) {
        let by_us = by.num_microseconds().expect("less than 292,000 years");
        let before_us = self.backend.skew(by_us);
        self.bus_clock.fetch_add(by_us - before_us, Ordering::Relaxed);
    }

    /// Ends the process as `kill -9` does: everything it awaits stays pending.
    pub(crate) fn kill(&self) {
        self.backend.life.set(State::Dead);
    }

    /// Stops the process until it is [thawed](Self::thaw).
    pub(crate) fn freeze(&self) {
        self.backend.life.set(State::Frozen);
    }

    /// Resumes a frozen process as if no time had passed.
    pub(crate) fn thaw(&self) {
        self.backend.life.set(State::Runs);
    }

    /// For handlers, which are part of the process.
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

    /// Waits while the process is frozen, and for ever after its death.
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
