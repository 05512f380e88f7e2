//! Publishing under an id that is derived from the event's content, so that the history has the event once, even if several nodes publish it.
//!
//! The caller gives only the id; sequence and time come from the bus. The recorder skips ids that it has already written.

use std::sync::Arc;

use super::error::PublishError;
use super::publisher::Publisher;
use super::receipt::Receipt;
use crate::envelope::{Envelope, EventId, Stamp};
use crate::event::{PublishedBy, PublisherRole};

impl<P: PublisherRole> Publisher<P> {
    /// An envelope with an id and the current time, and without a sequence.
    pub(crate) fn identified<E: PublishedBy<P>>(&self, id: EventId, event: E) -> Envelope<P::Domain> {
        let core = self.core();
        let envelope = core.envelope(P::ID, E::KIND, &self.cause, event.into());
        let (_, published_at_us) = core.lock().sequencer.reserve_id();
        envelope.stamp.set(Stamp { id, sequence: 0, published_at_us });
        envelope
    }

    /// Publishes an envelope of [`identified`](Self::identified) as `publish_wait` does.
    ///
    /// Cancel safe: an event that is not published leaves no trace.
    pub(crate) async fn publish_identified(&self, envelope: Envelope<P::Domain>) -> Result<Receipt, PublishError> {
        self.core().publish_wait(Arc::new(envelope)).await
    }
}

#[cfg(any(feature = "postgres", feature = "sqlite"))]
impl<P: PublisherRole> Publisher<P> {
    /// The sequence of the last event that was published on the bus.
    pub(crate) fn last_published(&self) -> u64 {
        self.core().lock().sequencer.sequence()
    }

    /// Waits until the bus is closed. Cancel safe.
    pub(crate) async fn bus_closed(&self) {
        self.core().closing.raised().await;
    }
}
