//! What only the history needs of the bus: its recorder, and events that wait for it.

use std::sync::{Arc, PoisonError};

use super::attended::Attended;
use super::core::Core;
use super::error::PublishError;
use super::event_bus::EventBus;
use super::publisher::Publisher;
use super::receipt::Receipt;
use super::recording::Recording;
use super::run_handle::RunHandle;
use super::subscriber_counters::SubscriberCounters;
use super::subscription::Subscription;
use crate::catalog::{Kind, KindSet};
use crate::envelope::{Envelope, Stamp, Ticket};
use crate::event::{Domain, Filter, KeyValue, PublisherRole};

impl<D: Domain> Core<D> {
    /// The recorder that was attached last.
    pub(super) fn recorder(&self) -> Option<Arc<Recording>> {
        self.recording.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<D: Domain> EventBus<D> {
    /// Makes a recorder known to publishers and backfilled subscriptions.
    pub(crate) fn attach_recorder(&self, recording: Arc<Recording>) {
        *self.core().recording.write().unwrap_or_else(PoisonError::into_inner) = Some(recording);
    }
}

impl<P: PublisherRole> Publisher<P> {
    /// The recorder of the bus, if it has one.
    pub(crate) fn recorder(&self) -> Option<Arc<Recording>> {
        self.core().recorder()
    }

    pub(crate) fn is_open(&self) -> bool {
        !self.core().lock().closed
    }

    /// Publishes as [`publish_wait`](Self::publish_wait) does, with a ticket that the recorder answers.
    pub(crate) async fn send_with_ticket(
        &self,
        kind: Kind,
        event: P::Domain,
        ticket: Arc<Ticket>,
    ) -> Result<Receipt, PublishError> {
        let core = self.core();
        let envelope = core.envelope(P::ID, kind, &self.cause, event);
        core.publish_wait(Arc::new(Envelope { ticket: Some(ticket), ..envelope })).await
    }

    /// An envelope with id and time, and without a sequence.
    pub(crate) fn envelope_for_outbox(
        &self,
        kind: Kind,
        event: P::Domain,
    ) -> Result<Envelope<P::Domain>, PublishError> {
        let core = self.core();
        let envelope = core.envelope(P::ID, kind, &self.cause, event);
        core.check_finite(kind, &envelope)?;
        let mut state = core.lock();
        if state.closed {
            return Err(core.closed(kind));
        }
        let (id, published_at_us) = state.sequencer.reserve_id();
        drop(state);
        envelope.stamp.set(Stamp { id, sequence: 0, published_at_us });
        Ok(envelope)
    }
}

impl<F: Filter> Subscription<F> {
    /// The recorder of the bus, if it has one.
    pub(crate) fn recorder(&self) -> Option<Arc<Recording>> {
        self.core().recorder()
    }

    /// The kinds it receives, and the values that events must carry, by the keys' places in the catalog.
    pub(crate) fn wants(&self) -> (&KindSet, impl Iterator<Item = (usize, &KeyValue)>) {
        let interest = &*self.options.interest;
        (&interest.kinds, interest.keys.iter().map(|cell| (cell.index, &cell.value)))
    }
}

impl<D: Domain> RunHandle<D> {
    /// Another handle of the same task.
    pub(crate) fn share(&self) -> Self {
        Self {
            core: Arc::clone(&self.core),
            subscriber: self.subscriber,
            name: Arc::clone(&self.name),
            stop: Arc::clone(&self.stop),
            outcome: self.outcome.clone(),
        }
    }
}

/// Acknowledges events that were taken; until then they count as waiting.
pub(crate) struct Acknowledgement {
    counters: Arc<SubscriberCounters>,
}

impl<F: Filter> Attended<F> {
    /// From now on, the task acknowledges events itself.
    pub(crate) fn acknowledge_by_hand(&mut self) -> Acknowledgement {
        let subscription = self.subscription();
        subscription.acknowledges = true;
        Acknowledgement { counters: Arc::clone(subscription.counters()) }
    }
}

impl Acknowledgement {
    pub(crate) fn add(&self, events: u64) {
        self.counters.delivered.add(events);
    }
}
