//! The event that caused another one.

use super::event::Event;
use crate::envelope::{Envelope, EventId};
use crate::event::{Domain, Filter};

/// The event that caused another one. Made from `&Event`, `&Envelope`, a [`Receipt`](super::Receipt), or what `publish_recorded` and `record_in`
/// return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cause {
    pub(crate) id: EventId,
    pub(crate) correlation_id: EventId,
}

impl Cause {
    /// The cause of an event without one.
    pub(crate) const NONE: Self = Self { id: EventId::NONE, correlation_id: EventId::NONE };

    /// The id of the causing event: the `causation_id` of the caused one.
    pub fn id(self) -> EventId {
        self.id
    }

    /// The correlation id that the caused event inherits.
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
