//! Publishing, once for all event types of a domain: `check → reserve → stamp → envelope → send`.

use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{Either, select};
use tokio::sync::mpsc;

use super::cause::Cause;
use super::core::{Core, State};
use super::error::PublishError;
use super::lane::{Held, Lanes, Parcel, Queue, Reserved};
use super::ledger::Ledger;
use super::receipt::Receipt;
use super::subscriber::SubscriberId;
use super::wait::{Fate, handling};
use crate::catalog::{Kind, PublisherId};
use crate::codec::finite::find_non_finite;
use crate::envelope::{Envelope, EventId};
use crate::event::Domain;

/// What publishing needs besides the event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offer {
    pub(super) publisher: PublisherId,
    pub(super) kind: Kind,
    pub(super) cause: Option<Cause>,
}

impl<D: Domain> Core<D> {
    /// Puts an event into an envelope whose stamp is still blank. The allocation and the copy happen before the lock.
    pub(super) fn wrap(&self, offer: Offer, event: D) -> Parcel<D> {
        Arc::new(Envelope {
            id: EventId::BLANK,
            sequence: 0,
            recorded_at_us: 0,
            kind: offer.kind,
            publisher: offer.publisher,
            correlation_id: offer.cause.map(|cause| cause.correlation_id),
            causation_id: offer.cause.map(|cause| cause.id),
            origin: self.origin,
            event,
        })
    }

    /// Publishes now, or not at all.
    pub(super) fn publish(&self, parcel: Parcel<D>) -> Result<Receipt, PublishError> {
        self.check_finite(&parcel)?;
        let mut state = self.lock();
        if state.closed {
            return Err(self.closed(parcel.kind));
        }
        let State { lanes, ledger, waits, .. } = &mut *state;
        if !lanes.wants_room(parcel.kind) {
            return Ok(commit(lanes, ledger, None, parcel));
        }
        let rooms = lanes.reserve(&parcel, None).map_err(|full| self.backpressure(parcel.kind, full))?;
        let receipt = commit(lanes, ledger, Some(rooms), parcel);
        waits.break_circles(lanes);
        Ok(receipt)
    }

    /// Publishes as soon as every lossless queue has room.
    ///
    /// It waits for one full queue at a time, in that queue's order, and holds no room elsewhere while it does: two waiting
    /// publishers cannot block each other.
    pub(super) async fn publish_wait(&self, parcel: Parcel<D>) -> Result<Receipt, PublishError> {
        self.check_finite(&parcel)?;
        let handler = handling(self.origin.bus_id());
        let mut held = None;
        loop {
            let wait = {
                let mut state = self.lock();
                if state.closed {
                    return Err(self.closed(parcel.kind));
                }
                let State { lanes, ledger, waits, .. } = &mut *state;
                match lanes.reserve(&parcel, held.take()) {
                    Ok(rooms) => {
                        let receipt = commit(lanes, ledger, Some(rooms), parcel);
                        waits.break_circles(lanes);
                        return Ok(receipt);
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

    #[inline]
    fn check_finite(&self, parcel: &Parcel<D>) -> Result<(), PublishError> {
        let info = self.catalog.event(parcel.kind);
        if !info.holds_floats() {
            return Ok(());
        }
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

/// Gives the event its place and sends it to all who want it. Nothing can refuse it any more.
#[inline]
fn commit<D: Domain>(
    lanes: &Lanes<D>,
    ledger: &mut Ledger,
    rooms: Option<Reserved<'_, D>>,
    mut parcel: Parcel<D>,
) -> Receipt {
    let stamp = ledger.stamp(parcel.kind, parcel.publisher);
    let Some(envelope) = Arc::get_mut(&mut parcel) else {
        unreachable!("nobody has the parcel before it is sent")
    };
    envelope.id = stamp.id;
    envelope.sequence = stamp.sequence;
    envelope.recorded_at_us = stamp.recorded_at_us;
    let receipt = Receipt { id: stamp.id, sequence: stamp.sequence, correlation_id: envelope.correlation_id() };
    if let Some(rooms) = rooms {
        lanes.send_lossless(rooms, &parcel);
    }
    lanes.send_live(parcel);
    receipt
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
