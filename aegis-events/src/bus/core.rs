//! The core of a bus: its state behind one lock.
//!
//! One mutex guards sequence, ids, lanes, sends, statistics and the list of subscribers. Publishing, subscribing and
//! unsubscribing take it; receiving does not. No user code runs under it, except that a ring drops the payload that
//! it overwrites, and that sleeping tasks are woken. So lanes are in sequence order, and a subscription gets exactly the events after the
//! moment it joined.

use std::collections::BTreeMap;
use std::fmt;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
use std::sync::RwLock;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::broadcast;

use super::config::BusConfig;
use super::deadlock::Waits;
use super::flag::Flag;
use super::lane::Lanes;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
use super::recording::Recording;
use super::sequencer::Sequencer;
use super::shutdown::{Ending, ShutdownReport, SubscriberReport};
use super::state::{Attached, State, SubscriptionOptions};
use super::stats::{BusStats, SubscriberStats};
use super::subscriber_counters::SubscriberId;
use super::timing::HandlerTiming;
use crate::catalog::{CatalogInfo, Delivery, KindRange, KindSet};
use crate::envelope::Origin;
use crate::event::Domain;
use crate::types::Uuid;

/// Shared by all handles and subscriptions of one bus.
pub(super) struct Core<D: Domain> {
    state: Mutex<State<D>>,
    pub(super) catalog: &'static CatalogInfo,
    pub(super) origin: &'static Origin,
    /// The kinds whose payloads can hold floating-point numbers.
    pub(super) hold_floats: KindSet,
    /// The minimal size of a ring, and the size of a queue.
    pub(super) capacity: usize,
    /// Cancelled when the bus closes.
    pub(super) closing: Flag,
    /// The recorder of the bus, if it has one.
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    pub(super) recording: RwLock<Option<Arc<Recording>>>,
    /// The receiver of handlers' durations.
    pub(super) timing: HandlerTiming,
}

impl<D: Domain> Core<D> {
    pub(super) fn new(config: &BusConfig) -> Self {
        let catalog = D::catalog();
        let kinds = catalog.events().len();
        let floats = catalog.events().iter().filter(|info| info.holds_floats()).map(|info| info.kind().index() as u32);
        let floats: Vec<_> = floats.map(|kind| KindRange::new(kind, kind)).collect();
        Self {
            state: Mutex::new(State {
                closed: false,
                sequencer: Sequencer::new(catalog, config.clock.clone(), config.ids()),
                lanes: Lanes::new(kinds),
                waits: Waits::default(),
                subscribers: BTreeMap::new(),
                runs: BTreeMap::new(),
                left: Vec::new(),
                unseen: None,
                next_subscriber: 0,
            }),
            catalog,
            origin: Origin::leaked(config.node_id(), config.bus_id.unwrap_or_else(Uuid::now_v7)),
            hold_floats: KindSet::of(&floats, kinds),
            capacity: config.capacity(),
            closing: Flag::default(),
            #[cfg(any(feature = "postgres", feature = "sqlite"))]
            recording: RwLock::default(),
            timing: HandlerTiming::default(),
        }
    }

    /// The state. A thread that panicked under the lock was dropping a payload; the state itself is sound.
    #[inline]
    pub(super) fn lock(&self) -> MutexGuard<'_, State<D>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins the bus.
    pub(super) fn attach(&self, options: &SubscriptionOptions) -> Attached<D> {
        // A ring's slots are made outside the lock, so that publishers do not wait for them.
        let ring = options.delivery == Delivery::Live && !self.lock().lanes.has_ring(&options.interest);
        let spare = ring.then(|| broadcast::Sender::new(self.capacity));
        self.lock().join(options, self.capacity, spare)
    }

    /// Leaves the bus, and passes on the last statistics. Does nothing the second time.
    pub(super) fn detach(&self, id: SubscriberId, show: impl FnOnce(&SubscriberStats)) {
        let mut state = self.lock();
        let ending = state.runs.get(&id).map_or(Ending::ByHand, |run| run.ending);
        let Some(stats) = state.leave(id) else { return };
        show(&stats);
        if state.closed {
            let ending = if ending == Ending::Drained && stats.lag > 0 { Ending::EndedEarly } else { ending };
            state.left.push(SubscriberReport { stats, ending });
        }
    }

    /// Ends publishing. Subscribers get what was published, then the end.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.lanes.close();
        state.waits.close();
        drop(state);
        self.closing.raise();
    }

    pub(super) async fn shutdown(&self, deadline: Duration) -> ShutdownReport {
        self.close();
        let mut outcomes: Vec<_> = self.lock().runs.values().map(|run| run.outcome.clone()).collect();
        // Sequential, since all are waited for. `wait_for` returns a lock guard, which would make this future not `Send`.
        let all = async {
            for outcome in &mut outcomes {
                let _ = outcome.wait_for(Option::is_some).await;
            }
        };
        // Handlers that are late are found below, in the list of those that still run.
        let _ = tokio::time::timeout(deadline, all).await;

        let mut state = self.lock();
        let mut subscribers = state.left.clone();
        for run in state.runs.values_mut() {
            run.task.abort();
            run.ending = Ending::Aborted;
        }
        for (id, subscriber) in &state.subscribers {
            let ending = state.runs.get(id).map_or(Ending::ByHand, |run| run.ending);
            subscribers.push(SubscriberReport { stats: state.stats_of(subscriber), ending });
        }
        subscribers.sort_by_key(|subscriber| subscriber.ending == Ending::ByHand);
        ShutdownReport { subscribers }
    }

    pub(super) fn stats(&self) -> BusStats {
        let state = self.lock();
        BusStats {
            catalog: self.catalog,
            by_kind: state.sequencer.by_kind().into(),
            by_publisher: state.sequencer.by_publisher().into(),
            total: state.sequencer.sequence(),
            subscribers: state.subscribers.values().map(|subscriber| state.stats_of(subscriber)).collect(),
        }
    }
}

/// Keeps a bus open: when the last one is dropped, the bus closes.
pub(super) struct OpenHandle<D: Domain> {
    pub(super) core: Arc<Core<D>>,
}

impl<D: Domain> Drop for OpenHandle<D> {
    fn drop(&mut self) {
        self.core.close();
    }
}

impl<D: Domain> fmt::Debug for OpenHandle<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenHandle").field("origin", self.core.origin).finish_non_exhaustive()
    }
}
