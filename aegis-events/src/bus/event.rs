//! A received event.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::catalog::EventInfo;
use crate::envelope::{Envelope, EventId, Position, Sequence, SharedEnvelope};
use crate::event::{Filter, Subscriber};
use crate::types::Timestamp;

/// An event that a [`Subscription`](super::Subscription) received, with its envelope.
///
/// It derefs to the filter's target: the domain's enum, a family's enum or an event's struct. Nothing is cloned; all
/// subscribers read the same event. A clone shares it too.
pub struct Event<F: Filter> {
    envelope: SharedEnvelope<F::Domain>,
}

impl<F: Filter> Event<F> {
    pub(crate) fn new(envelope: SharedEnvelope<F::Domain>) -> Self {
        Self { envelope }
    }

    /// The envelope.
    pub fn envelope(&self) -> &Envelope<F::Domain> {
        &self.envelope
    }

    /// The envelope, shared with all other subscribers.
    pub fn into_envelope(self) -> Arc<Envelope<F::Domain>> {
        self.envelope
    }

    /// The event's id.
    pub fn id(&self) -> EventId {
        self.envelope.id()
    }

    /// The event's sequence on its bus, from 1; 0 for an event of the history that no bus delivered, see [`Envelope::sequence`].
    pub fn sequence(&self) -> Sequence {
        self.envelope.sequence()
    }

    /// The event's place in the recorded history, from 1, if it comes from there. A live event does not know it yet.
    pub fn position(&self) -> Option<Position> {
        self.envelope.position()
    }

    /// When the event happened: its `time` field, or else the time at which it was published.
    pub fn occurred_at(&self) -> Timestamp {
        self.envelope.occurred_at()
    }

    /// When the event was published, in whole microseconds.
    pub fn published_at(&self) -> Timestamp {
        self.envelope.published_at()
    }

    /// The name of the component that published the event.
    pub fn publisher_name(&self) -> &'static str {
        self.envelope.publisher_name()
    }

    /// The id of the first event in the chain of causes; the event's own id if it has no cause.
    pub fn correlation_id(&self) -> EventId {
        self.envelope.correlation_id()
    }

    /// The id of the event that caused this one.
    pub fn causation_id(&self) -> Option<EventId> {
        self.envelope.causation_id()
    }

    /// The catalog's entry for the event's type.
    pub fn info(&self) -> &'static EventInfo {
        self.envelope.info()
    }
}

impl<F: Subscriber> Event<F> {
    /// The event as the declared subscriber sees it: an enum of exactly the events that it consumes.
    pub fn view(&self) -> F::View<'_> {
        F::view(self.envelope.event()).unwrap_or_else(|| outside(F::NAME, self.info()))
    }
}

impl<F: Filter> Deref for Event<F> {
    type Target = F::Target;

    fn deref(&self) -> &F::Target {
        F::target(self.envelope.event()).unwrap_or_else(|| outside(F::NAME, self.info()))
    }
}

/// Lanes carry only the kinds of their filter; a `Filter` whose `KINDS` and `target` disagree is a bug of its implementation.
#[cold]
fn outside(filter: &str, info: &EventInfo) -> ! {
    unreachable!(
        "`{filter}` got `{}.{}`, which its own KINDS include and its target does not",
        info.family(),
        info.event_type()
    )
}

impl<F: Filter> Clone for Event<F> {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.envelope))
    }
}

impl<F: Filter> fmt::Debug for Event<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("id", &self.id())
            .field("sequence", &self.sequence())
            .field("publisher", &self.publisher_name())
            .field("event", self.envelope.event())
            .finish_non_exhaustive()
    }
}
