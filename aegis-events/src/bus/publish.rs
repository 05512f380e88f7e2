//! Publishing, once for all event types of a domain: `check → reserve → stamp → envelope → send`.

use std::pin::pin;
use std::sync::{Arc, MutexGuard};

use futures_util::future::{Either, select};
use tokio::sync::mpsc;

use super::cause::Cause;
use super::core::{Core, State};
use super::error::PublishError;
use super::lane::{Held, Lanes, Parcel, Queue, Reserved};
use super::ledger::Ledger;
use super::receipt::Receipt;
use super::subscriber::SubscriberId;
use super::wait::{Fate, Waits, handling};
use crate::catalog::{Kind, PublisherId};
use crate::codec::finite::find_non_finite;
use crate::envelope::{Envelope, EventId, StampCell};
use crate::event::Domain;

impl<D: Domain> Core<D> {
    /// Puts an event into an envelope whose stamp is still blank. The allocation and the copy happen before the lock, and once per
    /// domain in the binary: inlined into each publisher it was slower, too.
    #[inline(never)]
    pub(super) fn wrap(&self, publisher: PublisherId, kind: Kind, cause: Option<&Cause>, event: D) -> Parcel<D> {
        let (correlation_id, causation_id) = match cause {
            None => (EventId::NONE, EventId::NONE),
            Some(cause) => (cause.correlation_id, cause.id),
        };
        let stamp = StampCell::blank();
        Arc::new(Envelope { stamp, kind, publisher, correlation_id, causation_id, origin: self.origin, event })
    }

    /// Publishes now, or not at all.
    ///
    /// `publisher` and `kind` are the parcel's own: here in registers, there still on their way to memory.
    pub(super) fn publish(
        &self,
        publisher: PublisherId,
        kind: Kind,
        parcel: Parcel<D>,
    ) -> Result<Receipt, PublishError> {
        self.check_finite(kind, &parcel)?;
        let mut state = self.lock();
        if state.closed {
            return Err(self.closed(kind));
        }
        if state.lanes.wants_room(kind) {
            return self.publish_lossless(state, parcel);
        }
        let State { lanes, ledger, .. } = &mut *state;
        let receipt = stamp(ledger, publisher, kind, &parcel);
        lanes.send_live(kind, parcel);
        Ok(receipt)
    }

    /// As [`publish`](Self::publish), where queues want events of the kind.
    #[inline(never)]
    fn publish_lossless(
        &self,
        mut state: MutexGuard<'_, State<D>>,
        parcel: Parcel<D>,
    ) -> Result<Receipt, PublishError> {
        let State { lanes, ledger, waits, .. } = &mut *state;
        let mut rooms = Reserved::new();
        match lanes.reserve(&parcel, None, &mut rooms) {
            Ok(()) => Ok(commit(lanes, ledger, waits, &mut rooms, parcel)),
            Err(full) => Err(self.backpressure(parcel.kind, full)),
        }
    }

    /// Publishes as soon as every lossless queue has room.
    ///
    /// It waits for one full queue at a time, in that queue's order, and holds no room elsewhere while it does: two waiting
    /// publishers cannot block each other.
    pub(super) async fn publish_wait(&self, parcel: Parcel<D>) -> Result<Receipt, PublishError> {
        self.check_finite(parcel.kind, &parcel)?;
        let handler = handling(self.origin);
        let mut held = None;
        loop {
            let wait = {
                let mut state = self.lock();
                if state.closed {
                    return Err(self.closed(parcel.kind));
                }
                let State { lanes, ledger, waits, .. } = &mut *state;
                let mut rooms = Reserved::new();
                match lanes.reserve(&parcel, held.take(), &mut rooms) {
                    Ok(()) => {
                        return Ok(commit(lanes, ledger, waits, &mut rooms, parcel));
                    }
                    Err(full) => {
                        let fate = waits.begin(handler, full.subscriber);
                        let wait = Wait { core: self, queue: full.into(), fate };
                        waits.break_circles(lanes);
                        wait
                    }
                }
            };
            held = wait.room().await.map_err(|Deadlock(subscriber)| PublishError::WouldDeadlock {
                event: self.catalog.event(parcel.kind).into(),
                subscriber,
            })?;
        }
    }

    /// The bus's own list is asked, since a catalog's entry of the kind is some cache lines away.
    #[inline]
    fn check_finite(&self, kind: Kind, parcel: &Parcel<D>) -> Result<(), PublishError> {
        if self.hold_floats.contains(kind) { self.find_non_finite(parcel) } else { Ok(()) }
    }

    #[cold]
    fn find_non_finite(&self, parcel: &Parcel<D>) -> Result<(), PublishError> {
        let info = self.catalog.event(parcel.kind);
        match find_non_finite(parcel.event.payload().as_serialize()) {
            None => Ok(()),
            Some(field) => Err(PublishError::NonFinite { event: info.into(), field }),
        }
    }

    #[cold]
    fn closed(&self, kind: Kind) -> PublishError {
        PublishError::Closed { event: self.catalog.event(kind).into() }
    }

    #[cold]
    fn backpressure(&self, kind: Kind, full: &Queue<D>) -> PublishError {
        PublishError::Backpressure {
            event: self.catalog.event(kind).into(),
            subscriber: Arc::clone(&full.name),
            capacity: full.capacity,
        }
    }
}

/// Publishes an event that has room in every queue that wants it.
fn commit<D: Domain>(
    lanes: &Lanes<D>,
    ledger: &mut Ledger,
    waits: &mut Waits,
    rooms: &mut Reserved<'_, D>,
    parcel: Parcel<D>,
) -> Receipt {
    let kind = parcel.kind;
    let receipt = stamp(ledger, parcel.publisher, kind, &parcel);
    lanes.send_lossless(rooms, &parcel);
    lanes.send_live(kind, parcel);
    waits.break_circles(lanes);
    receipt
}

/// Gives an event its place. Nothing can refuse it any more.
#[inline]
fn stamp<D: Domain>(ledger: &mut Ledger, publisher: PublisherId, kind: Kind, parcel: &Parcel<D>) -> Receipt {
    let stamp = ledger.stamp(kind, publisher);
    parcel.stamp.set(stamp);
    let correlation_id = parcel.correlation_id.or(stamp.id);
    Receipt { id: stamp.id, sequence: stamp.sequence, correlation_id }
}

/// A wait for room in one queue, known to the bus for as long as it lives.
struct Wait<'a, D: Domain> {
    core: &'a Core<D>,
    queue: FullQueue<D>,
    fate: Arc<Fate>,
}

/// What a wait keeps of a queue.
struct FullQueue<D: Domain> {
    subscriber: SubscriberId,
    name: Arc<str>,
    sender: Option<mpsc::Sender<Parcel<D>>>,
}

/// The wait would never end; whose queue it was for.
struct Deadlock(Arc<str>);

impl<D: Domain> From<&Queue<D>> for FullQueue<D> {
    fn from(queue: &Queue<D>) -> Self {
        Self { subscriber: queue.subscriber, name: Arc::clone(&queue.name), sender: queue.sender.clone() }
    }
}

impl<D: Domain> Wait<'_, D> {
    /// Room in the queue; `None` where the queue or the bus is gone and the caller has to look again.
    async fn room(mut self) -> Result<Option<Held<D>>, Deadlock> {
        let Some(sender) = self.queue.sender.take() else { return Ok(None) };
        let room = pin!(sender.reserve_owned());
        let changed = pin!(self.fate.changed.notified());
        match select(room, changed).await {
            Either::Left((Ok(permit), _)) => Ok(Some(Held { subscriber: self.queue.subscriber, permit })),
            Either::Left((Err(_), _)) => Ok(None),
            Either::Right(_) if self.fate.is_deadlocked() => Err(Deadlock(Arc::clone(&self.queue.name))),
            Either::Right(_) => Ok(None),
        }
    }
}

impl<D: Domain> Drop for Wait<'_, D> {
    fn drop(&mut self) {
        self.core.lock().waits.end(&self.fate);
    }
}
