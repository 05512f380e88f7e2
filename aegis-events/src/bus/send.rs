//! Publishing, once for all event types of a domain: `check → reserve → stamp → envelope → send`.

use std::sync::{Arc, MutexGuard};
use std::task::Waker;

use super::cause::Cause;
use super::core::Core;
use super::error::PublishError;
use super::lane::{Queues, Sleepers};
use super::queue::{Place, Queue};
use super::receipt::Receipt;
use super::sequencer::Sequencer;
use super::state::State;
use super::waiter::{WaiterState, handling};
use crate::catalog::{Kind, PublisherId};
use crate::codec::finite::find_non_finite;
use crate::envelope::{Envelope, EventId, SharedEnvelope, StampCell};
use crate::event::Domain;

impl<D: Domain> Core<D> {
    /// Puts an event into an envelope whose stamp is still blank. The allocation and the copy happen before the lock. Not
    /// inlined into each publisher: that was larger and slower.
    #[inline(never)]
    pub(super) fn wrap(&self, publisher: PublisherId, kind: Kind, cause: &Cause, event: D) -> SharedEnvelope<D> {
        Arc::new(self.envelope(publisher, kind, cause, event))
    }

    #[inline(always)]
    pub(super) fn envelope(&self, publisher: PublisherId, kind: Kind, cause: &Cause, event: D) -> Envelope<D> {
        Envelope {
            stamp: StampCell::blank(),
            kind,
            publisher,
            correlation_id: cause.correlation_id,
            causation_id: cause.id,
            origin: self.origin,
            position: 0,
            #[cfg(any(feature = "postgres", feature = "sqlite"))]
            ticket: None,
            event,
        }
    }

    /// Publishes now, or not at all.
    ///
    /// `publisher` and `kind` are the envelope's, passed in registers.
    pub(super) fn publish(
        &self,
        publisher: PublisherId,
        kind: Kind,
        envelope: SharedEnvelope<D>,
    ) -> Result<Receipt, PublishError> {
        self.check_finite(kind, &envelope)?;
        let mut state = self.lock();
        if state.closed {
            return Err(self.closed(kind));
        }
        if state.lanes.wants_room(kind) {
            return self.publish_lossless(state, kind, envelope);
        }
        let State { lanes, sequencer, .. } = &mut *state;
        let receipt = stamp(sequencer, publisher, kind, &envelope);
        let unsent = lanes.send_live(kind, envelope);
        drop(state);
        drop(unsent);
        Ok(receipt)
    }

    /// As [`publish`](Self::publish), if queues want events of the kind.
    #[inline(never)]
    fn publish_lossless(
        &self,
        mut state: MutexGuard<'_, State<D>>,
        kind: Kind,
        envelope: SharedEnvelope<D>,
    ) -> Result<Receipt, PublishError> {
        match state.lanes.queues_with_room(kind, &envelope, None) {
            Err(full) => {
                let error = self.backpressure(kind, full);
                // Parameters are dropped from the last to the first: without this the event would be dropped under the lock.
                drop(state);
                Err(error)
            }
            Ok(queues) => {
                let (receipt, unlocked) = state.commit(queues, &mut None, envelope);
                drop(state);
                unlocked.finish();
                Ok(receipt)
            }
        }
    }

    /// Publishes as soon as every lossless queue has room.
    ///
    /// It waits for one full queue at a time, in that queue's order, and holds no place elsewhere while it does: two waiting
    /// publishers cannot block each other.
    pub(super) async fn publish_wait(&self, envelope: SharedEnvelope<D>) -> Result<Receipt, PublishError> {
        let kind = envelope.kind;
        self.check_finite(kind, &envelope)?;
        let handler = handling(self.origin);
        let mut granted = None;
        loop {
            let wait = {
                let mut state = self.lock();
                if state.closed {
                    return Err(self.closed(kind));
                }
                match state.lanes.queues_with_room(kind, &envelope, granted.as_ref()) {
                    Ok(queues) => {
                        let (receipt, unlocked) = state.commit(queues, &mut granted, envelope);
                        drop(state);
                        unlocked.finish();
                        return Ok(receipt);
                    }
                    Err(full) => {
                        let waiter = Arc::default();
                        // Without a place in line the subscriber has just made room: look again.
                        let Some(place) = full.stand_in_line(&waiter) else { continue };
                        state.waits.begin(handler, place.subscriber, &waiter);
                        let State { lanes, waits, .. } = &mut *state;
                        waits.break_circles(lanes);
                        Wait { core: self, place: Some(place), waiter }
                    }
                }
            };
            // Holding a place in another queue would only block others.
            drop(granted.take());
            granted = wait.place().await.map_err(|Deadlock(subscriber)| PublishError::WouldDeadlock {
                event: self.catalog.event(kind).into(),
                subscriber,
            })?;
        }
    }

    /// Uses the bus's own list, since the catalog's entry of the kind is some cache lines away.
    #[inline]
    pub(super) fn check_finite(&self, kind: Kind, envelope: &Envelope<D>) -> Result<(), PublishError> {
        if self.hold_floats.contains(kind) { self.find_non_finite(envelope) } else { Ok(()) }
    }

    #[cold]
    fn find_non_finite(&self, envelope: &Envelope<D>) -> Result<(), PublishError> {
        let info = self.catalog.event(envelope.kind);
        match find_non_finite(envelope.event.payload().as_serialize()) {
            None => Ok(()),
            Some(field) => Err(PublishError::NonFinite { event: info.into(), field }),
        }
    }

    #[cold]
    pub(super) fn closed(&self, kind: Kind) -> PublishError {
        PublishError::Closed { event: self.catalog.event(kind).into() }
    }

    #[cold]
    fn backpressure(&self, kind: Kind, full: &Queue<D>) -> PublishError {
        PublishError::Backpressure {
            event: self.catalog.event(kind).into(),
            subscriber: Arc::clone(&full.name),
            capacity: full.capacity(),
        }
    }
}

impl<D: Domain> State<D> {
    /// Publishes an event that has room in every queue that wants it.
    fn commit(
        &mut self,
        queues: Queues,
        granted: &mut Option<Place<D>>,
        envelope: SharedEnvelope<D>,
    ) -> (Receipt, Unlocked<D>) {
        let kind = envelope.kind;
        let receipt = if envelope.stamp.id() == EventId::NONE {
            stamp(&mut self.sequencer, envelope.publisher, kind, &envelope)
        } else {
            place(&mut self.sequencer, &envelope)
        };
        let sleepers = self.lanes.send_lossless(queues, granted, &envelope);
        let unsent = self.lanes.send_live(kind, envelope);
        self.waits.break_circles(&self.lanes);
        (receipt, Unlocked { sleepers, unsent })
    }
}

/// The remaining work for an event after the lock is released.
struct Unlocked<D: Domain> {
    sleepers: Sleepers,
    /// The event, if no ring took it: its payload's `Drop` is user code.
    unsent: Option<SharedEnvelope<D>>,
}

impl<D: Domain> Unlocked<D> {
    #[inline]
    fn finish(self) {
        self.sleepers.into_iter().for_each(Waker::wake);
        drop(self.unsent);
    }
}

/// Stamps an event. It can no longer be refused.
#[inline]
fn stamp<D: Domain>(
    sequencer: &mut Sequencer,
    publisher: PublisherId,
    kind: Kind,
    envelope: &SharedEnvelope<D>,
) -> Receipt {
    let stamp = sequencer.stamp(kind, publisher);
    envelope.stamp.set(stamp);
    let correlation_id = envelope.correlation_id.or(stamp.id);
    Receipt { id: stamp.id, sequence: stamp.sequence.into(), correlation_id }
}

/// Stamps an event that already has its id and time: one of the outbox, or one with a derived id.
#[cold]
fn place<D: Domain>(sequencer: &mut Sequencer, envelope: &SharedEnvelope<D>) -> Receipt {
    let sequence = sequencer.next_sequence(envelope.kind, envelope.publisher);
    envelope.stamp.set_sequence(sequence);
    Receipt { id: envelope.id(), sequence: sequence.into(), correlation_id: envelope.correlation_id() }
}

/// A wait for a place in one queue, known to the bus for as long as it lives.
struct Wait<'a, D: Domain> {
    core: &'a Core<D>,
    place: Option<Place<D>>,
    waiter: Arc<WaiterState>,
}

/// The wait would never end; holds the name of the queue's subscriber.
struct Deadlock(Arc<str>);

impl<D: Domain> Wait<'_, D> {
    /// A place in the queue; `None` if the queue or the bus is gone and the caller has to check again.
    async fn place(mut self) -> Result<Option<Place<D>>, Deadlock> {
        self.waiter.changed.notified().await;
        match self.place.take() {
            Some(place) if self.waiter.is_granted() => Ok(Some(place)),
            Some(place) if self.waiter.is_deadlocked() => Err(Deadlock(Arc::clone(&place.name))),
            _ => Ok(None),
        }
    }
}

impl<D: Domain> Drop for Wait<'_, D> {
    fn drop(&mut self) {
        self.core.lock().waits.end(&self.waiter);
    }
}
