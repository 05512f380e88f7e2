//! Lanes, which carry events from the bus to subscribers.
//!
//! A *ring* is a tokio broadcast channel, one per distinct interest, created with its first subscriber and removed with its last. A
//! [`Queue`] belongs to one lossless subscription. Both are under the bus's lock, so their events are in sequence order.
//! All queues that want an event must have room before anything is sent: if one is full, no subscriber gets it.

use std::cell::Cell;
use std::sync::Arc;
use std::task::Waker;

use hashbrown::HashMap;
use slab::Slab;
use smallvec::SmallVec;
use tokio::sync::broadcast;

use super::error::{RecvError, TryRecvError};
use super::interest::Interest;
use super::queue::{Place, Queue, QueueReceiver};
use super::route::RouteTable;
use super::subscriber_counters::SubscriberId;
use crate::catalog::Kind;
use crate::envelope::SharedEnvelope;
use crate::event::Domain;

/// The queues that want an event. Recorder, audit log and two more cost no allocation.
pub(super) type Queues = SmallVec<[usize; 4]>;

/// The subscribers to wake once the lock is released.
pub(super) type Sleepers = SmallVec<[Waker; 4]>;

/// All rings and queues of a bus, with their routes.
pub(super) struct Lanes<D: Domain> {
    rings: Slab<Ring<D>>,
    ring_of: HashMap<Arc<Interest>, usize>,
    ring_routes: RouteTable,
    queues: Slab<Queue<D>>,
    queue_routes: RouteTable,
}

struct Ring<D: Domain> {
    /// `None` once the bus is closed.
    sender: Option<broadcast::Sender<SharedEnvelope<D>>>,
    subscribers: usize,
    sent: Cell<u64>,
}

/// The number of lanes of a bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct LaneCount {
    /// One per distinct interest that a live subscription has now.
    pub rings: usize,
    /// One per lossless subscription.
    pub queues: usize,
}

/// Where a subscription is attached.
#[derive(Debug, Clone, Copy)]
pub(super) enum LaneId {
    Ring(usize),
    Queue(usize),
}

/// The receiving end of a subscription.
pub(super) enum Source<D: Domain> {
    Ring(broadcast::Receiver<SharedEnvelope<D>>),
    Queue(QueueReceiver<D>),
}

impl<D: Domain> Lanes<D> {
    pub(super) fn new(kinds: usize) -> Self {
        Self {
            rings: Slab::new(),
            ring_of: HashMap::new(),
            ring_routes: RouteTable::new(kinds),
            queues: Slab::new(),
            queue_routes: RouteTable::new(kinds),
        }
    }

    pub(super) fn has_ring(&self, interest: &Interest) -> bool {
        self.ring_of.contains_key(interest)
    }

    /// Joins the ring of an interest, created from `spare` if there is none.
    pub(super) fn join_ring(
        &mut self,
        interest: &Arc<Interest>,
        spare: impl FnOnce() -> broadcast::Sender<SharedEnvelope<D>>,
    ) -> (LaneId, broadcast::Receiver<SharedEnvelope<D>>) {
        let index = self.ring_of.get(interest).copied().unwrap_or_else(|| {
            let ring = Ring { sender: Some(spare()), subscribers: 0, sent: Cell::new(0) };
            let index = self.rings.insert(ring);
            self.ring_of.insert(Arc::clone(interest), index);
            self.ring_routes.insert(interest, index);
            index
        });
        let ring = &mut self.rings[index];
        ring.subscribers += 1;
        // Without a sender the bus is closed: a new subscriber gets a ring that is at its end.
        let receiver = ring.sender.as_ref().map_or_else(|| broadcast::channel(1).1, broadcast::Sender::subscribe);
        (LaneId::Ring(index), receiver)
    }

    pub(super) fn join_queue(&mut self, interest: &Arc<Interest>, queue: Queue<D>) -> LaneId {
        let index = self.queues.insert(queue);
        self.queue_routes.insert(interest, index);
        LaneId::Queue(index)
    }

    /// Leaves a lane. A ring's sender goes with its last subscriber.
    pub(super) fn leave(&mut self, lane: LaneId, interest: &Interest) {
        match lane {
            LaneId::Ring(index) => {
                let ring = &mut self.rings[index];
                ring.subscribers -= 1;
                if ring.subscribers == 0 {
                    self.rings.remove(index);
                    self.ring_of.remove(interest);
                    self.ring_routes.remove(interest, index);
                }
            }
            LaneId::Queue(index) => {
                self.queues.remove(index).abandon();
                self.queue_routes.remove(interest, index);
            }
        }
    }

    /// Ends all lanes.
    pub(super) fn close(&mut self) {
        self.rings.iter_mut().for_each(|(_, ring)| ring.sender = None);
        self.queues.iter().for_each(|(_, queue)| queue.close());
    }

    /// Whether any queue might want events of a kind.
    #[inline]
    pub(super) fn wants_room(&self, kind: Kind) -> bool {
        self.queue_routes.wants(kind)
    }

    /// The queues that want an event, if all of them have room, or a granted place; otherwise the first that has none.
    #[inline]
    pub(super) fn queues_with_room(
        &self,
        kind: Kind,
        envelope: &SharedEnvelope<D>,
        granted: Option<&Place<D>>,
    ) -> Result<Queues, &Queue<D>> {
        let mut queues = Queues::new();
        let mut full = None;
        self.queue_routes.for_each(kind, &envelope.event, |index| {
            let queue = &self.queues[index];
            let has_place = granted.is_some_and(|place| place.subscriber == queue.subscriber);
            if has_place || queue.has_room() {
                queues.push(index);
            } else {
                full = full.or(Some(queue));
            }
        });
        full.map_or(Ok(queues), Err)
    }

    /// Sends to queues that have room; returns the wakers of sleeping subscribers.
    #[inline]
    pub(super) fn send_lossless(
        &self,
        queues: Queues,
        granted: &mut Option<Place<D>>,
        envelope: &SharedEnvelope<D>,
    ) -> Sleepers {
        let mut sleepers = Sleepers::new();
        for index in queues {
            let queue = &self.queues[index];
            let granted = granted.as_mut().filter(|place| place.subscriber == queue.subscriber);
            sleepers.extend(queue.push(Arc::clone(envelope), granted));
        }
        sleepers
    }

    /// Sends to the rings that want it. Returns the envelope if no ring took it, to be dropped outside the lock.
    #[inline]
    pub(super) fn send_live(&self, kind: Kind, envelope: SharedEnvelope<D>) -> Option<SharedEnvelope<D>> {
        // The last ring takes the envelope itself: one reference count less to touch.
        let mut last: Option<&Ring<D>> = None;
        self.ring_routes.for_each(kind, &envelope.event, |index| {
            if let Some(before) = last.replace(&self.rings[index]) {
                before.send(Arc::clone(&envelope));
            }
        });
        match last {
            Some(ring) => ring.send(envelope),
            None => Some(envelope),
        }
    }

    /// How many events a lane has carried.
    pub(super) fn sent(&self, lane: LaneId) -> u64 {
        match lane {
            LaneId::Ring(index) => self.rings[index].sent.get(),
            LaneId::Queue(index) => self.queues[index].sent.get(),
        }
    }

    /// Whether only the subscriber can make room in its queue.
    pub(super) fn is_full_of_events(&self, subscriber: SubscriberId) -> bool {
        let queue = self.queues.iter().map(|(_, queue)| queue).find(|queue| queue.subscriber == subscriber);
        queue.is_some_and(Queue::is_full_of_events)
    }

    pub(super) fn count(&self) -> LaneCount {
        LaneCount { rings: self.rings.len(), queues: self.queues.len() }
    }
}

impl<D: Domain> Source<D> {
    pub(super) async fn recv(&mut self) -> Result<SharedEnvelope<D>, RecvError> {
        match self {
            Self::Ring(ring) => ring.recv().await.map_err(|error| match error {
                broadcast::error::RecvError::Lagged(lost) => RecvError::Lagged(lost),
                broadcast::error::RecvError::Closed => RecvError::Closed,
            }),
            Self::Queue(queue) => queue.recv().await,
        }
    }

    pub(super) fn try_recv(&mut self) -> Result<SharedEnvelope<D>, TryRecvError> {
        match self {
            Self::Ring(ring) => ring.try_recv().map_err(|error| match error {
                broadcast::error::TryRecvError::Empty => TryRecvError::Empty,
                broadcast::error::TryRecvError::Lagged(lost) => TryRecvError::Lagged(lost),
                broadcast::error::TryRecvError::Closed => TryRecvError::Closed,
            }),
            Self::Queue(queue) => queue.try_recv(),
        }
    }
}

impl<D: Domain> Ring<D> {
    #[inline]
    fn send(&self, envelope: SharedEnvelope<D>) -> Option<SharedEnvelope<D>> {
        self.sent.set(self.sent.get() + 1);
        match &self.sender {
            // It fails only without receivers; a ring has at least one, which may be about to go.
            Some(sender) => sender.send(envelope).err().map(|unsent| unsent.0),
            None => Some(envelope),
        }
    }
}
