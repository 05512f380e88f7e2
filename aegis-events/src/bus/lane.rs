//! Lanes and queues: what carries events from the bus to subscribers.
//!
//! A *ring* is a tokio broadcast channel, one per distinct interest, made with its first subscriber and gone with its last.
//! A *queue* is a bounded tokio mpsc channel, one per lossless subscription. Both stand behind the bus's one lock, so what they
//! carry is in sequence order. Room in queues is reserved before anything is sent: a full one means that nobody gets the event.

use std::cell::Cell;
use std::sync::Arc;

use hashbrown::HashMap;
use slab::Slab;
use smallvec::SmallVec;
use tokio::sync::{broadcast, mpsc};

use super::interest::Interest;
use super::meter::Meter;
use super::route::RouteTable;
use super::subscriber::SubscriberId;
use crate::catalog::Kind;
use crate::envelope::Envelope;
use crate::event::Domain;

/// What travels: one envelope for all subscribers.
pub(super) type Parcel<D> = Arc<Envelope<D>>;

/// All rings and queues of a bus, and who wants what.
pub(super) struct Lanes<D: Domain> {
    rings: Slab<Ring<D>>,
    ring_of: HashMap<Arc<Interest>, usize>,
    ring_routes: RouteTable,
    queues: Slab<Queue<D>>,
    queue_routes: RouteTable,
}

struct Ring<D: Domain> {
    /// `None` once the bus is closed.
    sender: Option<broadcast::Sender<Parcel<D>>>,
    subscribers: usize,
    sent: Cell<u64>,
}

/// The queue of one lossless subscription.
pub(super) struct Queue<D: Domain> {
    pub(super) subscriber: SubscriberId,
    pub(super) name: Arc<str>,
    /// `None` once the bus is closed.
    pub(super) sender: Option<mpsc::Sender<Parcel<D>>>,
    pub(super) capacity: usize,
    meter: Arc<Meter>,
    sent: Cell<u64>,
}

/// Where a subscription is attached.
#[derive(Debug, Clone, Copy)]
pub(super) enum LaneId {
    Ring(usize),
    Queue(usize),
}

/// The receiving end of a subscription.
pub(super) enum Source<D: Domain> {
    Ring(broadcast::Receiver<Parcel<D>>),
    Queue(mpsc::Receiver<Parcel<D>>),
}

/// Room in every queue that wants an event. Four inline: recorder, audit log and two more cost no allocation.
pub(super) type Reserved<'a, D> = SmallVec<[Room<'a, D>; 4]>;

/// Room for one event in one queue.
pub(super) struct Room<'a, D: Domain> {
    queue: &'a Queue<D>,
    permit: Permit<'a, D>,
}

enum Permit<'a, D: Domain> {
    New(mpsc::Permit<'a, Parcel<D>>),
    Held(mpsc::OwnedPermit<Parcel<D>>),
}

/// Room that a waiting publisher got in one queue.
pub(super) struct Held<D: Domain> {
    pub(super) subscriber: SubscriberId,
    pub(super) permit: mpsc::OwnedPermit<Parcel<D>>,
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

    /// Joins the ring of an interest, made of `spare` where there is none.
    pub(super) fn join_ring(
        &mut self,
        interest: &Arc<Interest>,
        spare: impl FnOnce() -> broadcast::Sender<Parcel<D>>,
    ) -> (LaneId, broadcast::Receiver<Parcel<D>>) {
        let index = self.ring_of.get(interest).copied().unwrap_or_else(|| {
            let ring = Ring { sender: Some(spare()), subscribers: 0, sent: Cell::new(0) };
            let index = self.rings.insert(ring);
            self.ring_of.insert(Arc::clone(interest), index);
            self.ring_routes.insert(interest, index);
            index
        });
        let ring = &mut self.rings[index];
        ring.subscribers += 1;
        // Without a sender the bus is closed: whoever still joins gets a ring that is at its end.
        let receiver = ring.sender.as_ref().map_or_else(closed_ring, broadcast::Sender::subscribe);
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
                self.queues.remove(index);
                self.queue_routes.remove(interest, index);
            }
        }
    }

    /// Lets all receivers come to their end.
    pub(super) fn close(&mut self) {
        self.rings.iter_mut().for_each(|(_, ring)| ring.sender = None);
        self.queues.iter_mut().for_each(|(_, queue)| queue.sender = None);
    }

    /// Whether any queue might want events of a kind.
    #[inline]
    pub(super) fn wants_room(&self, kind: Kind) -> bool {
        self.queue_routes.wants(kind)
    }

    /// Reserves room in every queue that wants an event, or names the first that is full; then the rooms are to be dropped.
    pub(super) fn reserve<'a>(
        &'a self,
        parcel: &Parcel<D>,
        mut held: Option<Held<D>>,
        rooms: &mut Reserved<'a, D>,
    ) -> Result<(), &'a Queue<D>> {
        let mut full = None;
        self.queue_routes.for_each(parcel.kind, &parcel.event, |index| {
            let Some(queue) = self.queues.get(index) else { return };
            if let Some(held) = held.take_if(|held| held.subscriber == queue.subscriber) {
                rooms.push(Room { queue, permit: Permit::Held(held.permit) });
                return;
            }
            let Some(sender) = &queue.sender else { return };
            match sender.try_reserve() {
                Ok(permit) => rooms.push(Room { queue, permit: Permit::New(permit) }),
                Err(mpsc::error::TrySendError::Full(())) => full = full.or(Some(queue)),
                // The subscription is being dropped: it wants nothing any more.
                Err(mpsc::error::TrySendError::Closed(())) => {}
            }
        });
        full.map_or(Ok(()), Err)
    }

    /// Sends to the queues with their room.
    pub(super) fn send_lossless(&self, rooms: &mut Reserved<'_, D>, parcel: &Parcel<D>) {
        for Room { queue, permit } in rooms.drain(..) {
            queue.sent.set(queue.sent.get() + 1);
            match permit {
                Permit::New(permit) => permit.send(Arc::clone(parcel)),
                Permit::Held(permit) => drop(permit.send(Arc::clone(parcel))),
            }
        }
    }

    /// Sends to the rings that want it.
    #[inline]
    pub(super) fn send_live(&self, kind: Kind, parcel: Parcel<D>) {
        // The last ring takes the parcel itself: one reference count less to touch.
        let mut last: Option<&Ring<D>> = None;
        self.ring_routes.for_each(kind, &parcel.event, |index| {
            if let Some(before) = last.replace(&self.rings[index]) {
                before.send(Arc::clone(&parcel));
            }
        });
        if let Some(ring) = last {
            ring.send(parcel);
        }
    }

    /// How many events a lane has carried.
    pub(super) fn sent(&self, lane: LaneId) -> u64 {
        match lane {
            LaneId::Ring(index) => self.rings[index].sent.get(),
            LaneId::Queue(index) => self.queues[index].sent.get(),
        }
    }

    pub(super) fn queue_mut(&mut self, lane: LaneId) -> Option<&mut Queue<D>> {
        match lane {
            LaneId::Ring(_) => None,
            LaneId::Queue(index) => self.queues.get_mut(index),
        }
    }

    /// Whether every place of a subscriber's queue holds an event, so that only its own reading makes room. A queue that is
    /// full because publishers hold reserved places is not: they are on their way.
    pub(super) fn is_full_of_events(&self, subscriber: SubscriberId) -> bool {
        let queue = self.queues.iter().map(|(_, queue)| queue).find(|queue| queue.subscriber == subscriber);
        queue.is_some_and(|queue| queue.sent.get() - queue.meter.delivered.get() >= queue.capacity as u64)
    }

    /// How many rings and queues there are.
    pub(super) fn count(&self) -> (usize, usize) {
        (self.rings.len(), self.queues.len())
    }
}

impl<D: Domain> Ring<D> {
    #[inline]
    fn send(&self, parcel: Parcel<D>) {
        self.sent.set(self.sent.get() + 1);
        if let Some(sender) = &self.sender {
            // It fails only without receivers; a ring has at least one, which may be about to go.
            let _ = sender.send(parcel);
        }
    }
}

impl<D: Domain> Queue<D> {
    /// A queue and its receiving end.
    pub(super) fn new(
        subscriber: SubscriberId,
        name: Arc<str>,
        capacity: usize,
        meter: Arc<Meter>,
    ) -> (Self, mpsc::Receiver<Parcel<D>>) {
        let (sender, receiver) = mpsc::channel(capacity);
        (Self { subscriber, name, sender: Some(sender), capacity, meter, sent: Cell::new(0) }, receiver)
    }
}

fn closed_ring<T: Clone>() -> broadcast::Receiver<T> {
    broadcast::channel(1).1
}
