//! The state of a bus, guarded by its lock: the order of events, the lanes, the waiting publishers and the subscribers.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::{broadcast, watch};
use tokio::task::AbortHandle;

use super::deadlock::Waits;
use super::interest::Interest;
use super::lane::{LaneId, Lanes, Source};
use super::queue::Queue;
use super::sequencer::Sequencer;
use super::shutdown::{Ending, SubscriberReport};
use super::stats::SubscriberStats;
use super::subscriber_counters::{SubscriberCounters, SubscriberId};
use crate::catalog::Delivery;
use crate::envelope::SharedEnvelope;
use crate::event::Domain;

/// The state that the lock guards.
pub(super) struct State<D: Domain> {
    pub(super) closed: bool,
    pub(super) sequencer: Sequencer,
    pub(super) lanes: Lanes<D>,
    pub(super) waits: Waits,
    pub(super) subscribers: BTreeMap<SubscriberId, Subscriber>,
    pub(super) runs: BTreeMap<SubscriberId, Run>,
    /// The subscribers that have left since the bus was closed: shutting down reports them too.
    pub(super) left: Vec<SubscriberReport>,
    /// The last statistics of subscribers that have left since the observer last looked; `None` without an observer.
    pub(super) unseen: Option<Vec<(SubscriberId, SubscriberStats)>>,
    pub(super) next_subscriber: u64,
}

/// A task of `run` that has not ended.
pub(super) struct Run {
    pub(super) task: AbortHandle,
    pub(super) outcome: watch::Receiver<Option<SubscriberStats>>,
    /// How it ends, as known so far.
    pub(super) ending: Ending,
}

/// A new place on the bus.
pub(super) struct Attached<D: Domain> {
    pub(super) id: SubscriberId,
    pub(super) source: Source<D>,
    pub(super) since: u64,
    pub(super) counters: Arc<SubscriberCounters>,
}

/// The options of a subscription.
#[derive(Debug)]
pub(super) struct SubscriptionOptions {
    pub(super) name: Arc<str>,
    pub(super) interest: Arc<Interest>,
    pub(super) delivery: Delivery,
    /// The size of the queue, where it is not the bus's capacity.
    pub(super) queue_capacity: Option<usize>,
}

/// One attached subscription.
#[derive(Debug)]
pub(super) struct Subscriber {
    name: Arc<str>,
    delivery: Delivery,
    interest: Arc<Interest>,
    lane: LaneId,
    /// The number of events that the lane had carried when the subscription joined it.
    start: u64,
    /// Events that the lane keeps for a slow subscriber.
    capacity: usize,
    counters: Arc<SubscriberCounters>,
}

impl<D: Domain> State<D> {
    pub(super) fn join(
        &mut self,
        options: &SubscriptionOptions,
        capacity: usize,
        spare: Option<broadcast::Sender<SharedEnvelope<D>>>,
    ) -> Attached<D> {
        let id = SubscriberId(self.next_subscriber);
        self.next_subscriber += 1;
        let counters = Arc::<SubscriberCounters>::default();
        let (lane, source, capacity) = if options.delivery == Delivery::Live {
            let spare = || spare.unwrap_or_else(|| broadcast::Sender::new(capacity));
            let (lane, receiver) = self.lanes.join_ring(&options.interest, spare);
            (lane, Source::Ring(receiver), capacity.next_power_of_two())
        } else {
            let capacity = options.queue_capacity.unwrap_or(capacity);
            let (queue, receiver) = Queue::new(id, Arc::clone(&options.name), capacity);
            (self.lanes.join_queue(&options.interest, queue), Source::Queue(receiver), capacity)
        };
        if self.closed {
            // A subscription to a closed bus is at its end at once.
            self.lanes.close();
        }
        let start = self.lanes.sent(lane);
        let subscriber = Subscriber {
            name: Arc::clone(&options.name),
            delivery: options.delivery,
            interest: Arc::clone(&options.interest),
            lane,
            start,
            capacity,
            counters: Arc::clone(&counters),
        };
        self.subscribers.insert(id, subscriber);
        Attached { id, source, since: self.sequencer.sequence(), counters }
    }

    pub(super) fn leave(&mut self, id: SubscriberId) -> Option<SubscriberStats> {
        let subscriber = self.subscribers.remove(&id)?;
        let stats = self.stats_of(&subscriber);
        self.lanes.leave(subscriber.lane, &subscriber.interest);
        self.runs.remove(&id);
        if let Some(unseen) = &mut self.unseen {
            unseen.push((id, stats.clone()));
        }
        Some(stats)
    }

    /// The lanes count the events sent to a subscriber; the subscriber counts those that it took and the losses reported to it. Of the
    /// others, a ring keeps the newest and has lost the rest.
    pub(super) fn stats_of(&self, subscriber: &Subscriber) -> SubscriberStats {
        let (delivered, missed) = (subscriber.counters.delivered.get(), subscriber.counters.missed.get());
        let pending = (self.lanes.sent(subscriber.lane) - subscriber.start).saturating_sub(delivered + missed);
        // A queue loses nothing. With the events that were taken but not acknowledged, more than its capacity can be pending.
        let is_live = subscriber.delivery == Delivery::Live;
        let kept = if is_live { pending.min(subscriber.capacity as u64) } else { pending };
        SubscriberStats {
            name: Arc::clone(&subscriber.name),
            delivery: subscriber.delivery,
            delivered,
            lost: missed + (pending - kept),
            lag: kept,
            capacity: subscriber.capacity,
            panics: subscriber.counters.panics.get(),
            errors: subscriber.counters.errors.get(),
        }
    }
}
