//! The inside of a bus: one lock, and what it guards.
//!
//! Sequence, ids, lanes, sends, statistics and the list of subscribers stand behind one mutex. Publishing, subscribing and
//! unsubscribing take it; receiving does not. Under it runs no code of users, but for two cases: a ring drops the payload that
//! it overwrites, and some who sleep are woken. So lanes are in sequence order, and a subscription gets exactly the events after the
//! moment it joined.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tokio::sync::broadcast;
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;

use super::config::BusConfig;
use super::interest::Interest;
use super::lane::{Lanes, Parcel, Source};
use super::ledger::Ledger;
use super::meter::Meter;
use super::observe::Observation;
use super::queue::Queue;
use super::run::Outcomes;
use super::shutdown::{Ending, SubscriberReport};
use super::stats::SubscriberStats;
use super::subscriber::{Subscriber, SubscriberId};
use super::wait::Waits;
use crate::catalog::{CatalogInfo, Delivery, KindRange, KindSet};
use crate::envelope::Origin;
use crate::event::Domain;
use crate::history::Progress;
use crate::types::Uuid;

/// What all handles and subscriptions of one bus share.
pub(super) struct Core<D: Domain> {
    state: Mutex<State<D>>,
    pub(super) catalog: &'static CatalogInfo,
    pub(super) origin: &'static Origin,
    /// The kinds whose payloads can hold floating-point numbers.
    pub(super) hold_floats: KindSet,
    /// The least size of a ring, and the size of a queue.
    pub(super) capacity: usize,
    /// Cancelled when the bus closes.
    pub(super) closing: CancellationToken,
    /// Who writes the events into a history, if anybody does.
    recorder: RwLock<Option<Arc<Progress>>>,
    /// Who measures handlers, if anybody does.
    pub(super) observation: Observation,
}

/// What the lock guards.
pub(super) struct State<D: Domain> {
    pub(super) closed: bool,
    pub(super) ledger: Ledger,
    pub(super) lanes: Lanes<D>,
    pub(super) waits: Waits,
    pub(super) subscribers: BTreeMap<SubscriberId, Subscriber>,
    pub(super) runs: BTreeMap<SubscriberId, Run>,
    /// Who has left since the bus was closed: shutting down reports on them too.
    pub(super) left: Vec<SubscriberReport>,
    /// The last numbers of those who have left and whom the observer has not seen since; `None` while there is no observer.
    pub(super) unseen: Option<Vec<(SubscriberId, SubscriberStats)>>,
    next_subscriber: u64,
}

/// A task of `run` that has not ended.
pub(super) struct Run {
    pub(super) task: AbortHandle,
    pub(super) outcome: Outcomes,
    /// How it ends, as far as is known now.
    pub(super) ending: Ending,
}

/// A new place on the bus.
pub(super) struct Attached<D: Domain> {
    pub(super) id: SubscriberId,
    pub(super) source: Source<D>,
    pub(super) since: u64,
    pub(super) meter: Arc<Meter>,
}

/// What a subscription asks for.
#[derive(Clone)]
pub(super) struct Wish {
    pub(super) name: Arc<str>,
    pub(super) interest: Arc<Interest>,
    pub(super) delivery: Delivery,
    /// The size of the queue, where it is not the bus's capacity.
    pub(super) queue_capacity: Option<usize>,
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
                ledger: Ledger::new(catalog, config.clock.clone(), config.ids()),
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
            closing: CancellationToken::new(),
            recorder: RwLock::new(None),
            observation: Observation::default(),
        }
    }

    /// The recorder that was attached last.
    pub(super) fn recorder(&self) -> Option<Arc<Progress>> {
        self.recorder.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn attach_recorder(&self, recorder: Arc<Progress>) {
        *self.recorder.write().unwrap_or_else(PoisonError::into_inner) = Some(recorder);
    }

    /// The state. A thread that panicked under the lock was dropping somebody's payload; the state itself is sound.
    #[inline]
    pub(super) fn lock(&self) -> MutexGuard<'_, State<D>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins the bus, in the place of an earlier subscription if there was one.
    pub(super) fn attach(&self, wish: &Wish, instead_of: Option<SubscriberId>) -> Attached<D> {
        // A ring's slots are made outside the lock, so that publishers do not wait for them.
        let ring = wish.delivery == Delivery::Live && !self.lock().lanes.has_ring(&wish.interest);
        let spare = ring.then(|| broadcast::Sender::new(self.capacity));
        let mut state = self.lock();
        if let Some(earlier) = instead_of {
            state.leave(earlier);
        }
        state.join(wish, self.capacity, spare)
    }

    /// Leaves the bus, and shows the last numbers at that moment; does nothing for who has left before.
    pub(super) fn detach(&self, id: SubscriberId, show: impl FnOnce(&SubscriberStats)) {
        let mut state = self.lock();
        let ending = state.runs.get(&id).map_or(Ending::ByHand, |run| run.ending);
        let Some(stats) = state.leave(id) else { return };
        show(&stats);
        if state.closed {
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
        self.closing.cancel();
    }
}

impl<D: Domain> State<D> {
    fn join(&mut self, wish: &Wish, capacity: usize, spare: Option<broadcast::Sender<Parcel<D>>>) -> Attached<D> {
        let id = SubscriberId(self.next_subscriber);
        self.next_subscriber += 1;
        let meter = Arc::new(Meter::default());
        let (lane, source, capacity) = if wish.delivery == Delivery::Live {
            let spare = || spare.unwrap_or_else(|| broadcast::Sender::new(capacity));
            let (lane, receiver) = self.lanes.join_ring(&wish.interest, spare);
            (lane, Source::Ring(receiver), capacity.next_power_of_two())
        } else {
            let capacity = wish.queue_capacity.unwrap_or(capacity);
            let (queue, receiver) = Queue::new(id, Arc::clone(&wish.name), capacity);
            (self.lanes.join_queue(&wish.interest, queue), Source::Queue(receiver), capacity)
        };
        if self.closed {
            // Whoever still joins is at the end at once.
            self.lanes.close();
        }
        let start = self.lanes.sent(lane);
        let subscriber = Subscriber {
            name: Arc::clone(&wish.name),
            delivery: wish.delivery,
            interest: Arc::clone(&wish.interest),
            lane,
            start,
            capacity,
            meter: Arc::clone(&meter),
        };
        self.subscribers.insert(id, subscriber);
        Attached { id, source, since: self.ledger.sequence(), meter }
    }

    fn leave(&mut self, id: SubscriberId) -> Option<SubscriberStats> {
        let subscriber = self.subscribers.remove(&id)?;
        let stats = self.stats_of(&subscriber);
        self.lanes.leave(subscriber.lane, &subscriber.interest);
        self.runs.remove(&id);
        if let Some(unseen) = &mut self.unseen {
            unseen.push((id, stats.clone()));
        }
        Some(stats)
    }

    /// Gives a subscription another name.
    pub(super) fn rename(&mut self, id: SubscriberId, name: &Arc<str>) {
        let Some(subscriber) = self.subscribers.get_mut(&id) else { return };
        subscriber.name = Arc::clone(name);
        if let Some(queue) = self.lanes.queue_mut(subscriber.lane) {
            queue.name = Arc::clone(name);
        }
    }
}
