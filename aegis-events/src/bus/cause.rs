//! Why an event is published.

use super::event::Event;
use crate::envelope::{Envelope, EventId};
use crate::event::{Domain, Filter};

/// The event that another one is published because of. Made from `&Event`, `&Envelope` or a [`Receipt`](super::Receipt).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cause {
    pub(crate) id: EventId,
    pub(crate) correlation_id: EventId,
}

impl Cause {
    /// The id of the event that is the cause: the `causation_id` of what follows.
    pub fn id(self) -> EventId {
        self.id
    }

    /// The correlation that what follows carries on.
    pub fn correlation_id(self) -> EventId {
        self.correlation_id
    }
}

impl<D: Domain> From<&Envelope<D>> for Cause {
    fn from(envelope: &Envelope<D>) -> Self {
        Self { id: envelope.id(), correlation_id: envelope.correlation_id() }
    }
}

impl<F: Filter> From<&Event<F>> for Cause {
    fn from(event: &Event<F>) -> Self {
        Self::from(event.envelope())
    }
}
