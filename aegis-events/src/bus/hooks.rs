//! What the history needs of a bus, and nobody else.

use std::future::Future;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::bus::EventBus;
use super::cause::Cause;
use super::core::Core;
use super::error::PublishError;
use super::meter::Meter;
use super::publisher::{CausedBy, Publisher};
use super::receipt::Receipt;
use super::run::{RunHandle, Running, spawn_task};
use super::subscription::Subscription;
use crate::catalog::{Delivery as Served, Kind, KindSet};
use crate::envelope::{Envelope, Origin, Stamp, Ticket};
use crate::event::{Domain, Filter, KeyValue, PublisherRole};
use crate::history::Progress;

/// A subscription in the hands of a task that the bus knows: shutting down waits for it and reports it.
pub(crate) struct Attended<F: Filter> {
    running: Running<F>,
}

impl<F: Filter> Attended<F> {
    pub(crate) fn get(&self) -> &Subscription<F> {
        self.running.get()
    }

    pub(crate) fn subscription(&mut self) -> &mut Subscription<F> {
        self.running.subscription()
    }
}

/// Starts a task that reads a subscription in its own way.
pub(crate) fn attend<F: Filter, Fut: Future<Output = ()> + Send + 'static>(
    subscription: Subscription<F>,
    task: impl FnOnce(Attended<F>) -> Fut,
) -> RunHandle<F::Domain> {
    spawn_task(subscription, CancellationToken::new(), |running| task(Attended { running }))
}

/// Says that events which were taken are done: until then they count as waiting.
pub(crate) struct Acknowledgement {
    meter: Arc<Meter>,
}

impl Acknowledgement {
    pub(crate) fn add(&self, events: u64) {
        self.meter.delivered.add(events);
    }
}

impl<F: Filter> Attended<F> {
    /// From now on the task says itself what is done.
    pub(crate) fn acknowledge_by_hand(&mut self) -> Acknowledgement {
        self.subscription().acknowledge_by_hand();
        Acknowledgement { meter: Arc::clone(self.subscription().meter()) }
    }
}

impl<D: Domain> EventBus<D> {
    /// Makes a recorder known to publishers and healing subscriptions.
    pub(crate) fn attach_recorder(&self, recorder: Arc<Progress>) {
        self.core().attach_recorder(recorder);
    }

    /// The way in for events that have their id already. It does not keep the bus open.
    pub(crate) fn delivery(&self) -> Delivery<D> {
        Delivery { core: Arc::clone(self.core()) }
    }
}

/// Publishes events that have their id already.
pub(crate) struct Delivery<D: Domain> {
    core: Arc<Core<D>>,
}

impl<D: Domain> Delivery<D> {
    pub(crate) fn origin(&self) -> &'static Origin {
        self.core.origin
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.core.lock().closed
    }

    /// Waits until the bus is closed. Cancel safe.
    pub(crate) async fn closed(&self) {
        self.core.closing.cancelled().await;
    }

    /// Publishes an event under the id and the time that it has; only its place in the order is new.
    pub(crate) async fn deliver(&self, envelope: Envelope<D>) -> Result<Receipt, PublishError> {
        self.core.publish_wait(Arc::new(envelope)).await
    }
}

impl<P: PublisherRole> Publisher<P> {
    pub(crate) fn recorder(&self) -> Option<Arc<Progress>> {
        self.core().recorder()
    }

    pub(crate) fn is_open(&self) -> bool {
        !self.core().lock().closed
    }

    /// Publishes as `publish_wait` does, with a ticket that the recorder answers.
    pub(crate) async fn send_with_ticket(
        &self,
        cause: Option<&Cause>,
        kind: Kind,
        event: P::Domain,
        ticket: Arc<Ticket>,
    ) -> Result<Receipt, PublishError> {
        let core = self.core();
        let envelope = core.envelope(P::ID, kind, cause, event);
        core.publish_wait(Arc::new(Envelope { ticket: Some(ticket), ..envelope })).await
    }

    /// An envelope with id and time, and without a place in the order.
    pub(crate) fn envelope_for_outbox(
        &self,
        cause: Option<&Cause>,
        kind: Kind,
        event: P::Domain,
    ) -> Result<Envelope<P::Domain>, PublishError> {
        let core = self.core();
        let envelope = core.envelope(P::ID, kind, cause, event);
        core.check_finite(kind, &envelope)?;
        let mut state = core.lock();
        if state.closed {
            return Err(core.closed(kind));
        }
        let (id, published_at_us) = state.ledger.reserve_id();
        drop(state);
        envelope.stamp.set(Stamp { id, sequence: 0, published_at_us });
        Ok(envelope)
    }
}

impl<P: PublisherRole> CausedBy<'_, P> {
    pub(crate) fn publisher(&self) -> &Publisher<P> {
        self.publisher
    }

    pub(crate) fn cause(&self) -> &Cause {
        &self.cause
    }
}

impl<F: Filter> Subscription<F> {
    /// The recorder of the bus, if it has one.
    pub(crate) fn recorder(&self) -> Option<Arc<Progress>> {
        self.core().recorder()
    }

    /// The bus that this is a subscription of.
    pub(crate) fn origin(&self) -> &'static Origin {
        self.core().origin
    }

    /// The place of the last event that was published.
    pub(crate) fn last_published(&self) -> u64 {
        self.core().lock().ledger.sequence()
    }

    /// The kinds it wants, and the values that events must carry, by the keys' places in the catalog.
    pub(crate) fn wants(&self) -> (&KindSet, impl Iterator<Item = (usize, &KeyValue)>) {
        let interest = &*self.wish().interest;
        (&interest.kinds, interest.keys.iter().map(|cell| (cell.index, &cell.value)))
    }

    /// The subscription at its start, so that everything up to [`since`](Self::since) is done and nothing behind it. A live one that has
    /// given or lost events already begins anew; a lossless one never has anything to ask for.
    pub(crate) fn at_its_start(self) -> Self {
        let is_live = self.wish().delivery == Served::Live;
        let has_moved = self.meter().delivered.get() + self.meter().missed.get() > 0;
        if is_live && has_moved { self.begin_anew() } else { self }
    }
}
