//! The envelope around an event: its id, sequence, time, publisher and cause.
//!
//! An envelope is made once, when its event is published, and never changes: every subscriber reads the same one through an
//! `Arc`. Its time is in whole microseconds, since PostgreSQL keeps no more.

mod former;
mod id;
mod origin;
mod place;
mod stamp;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod stored;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod ticket;

pub use id::{EventId, ParseEventIdError};
pub use origin::Origin;
pub use place::{Position, Sequence};

pub(crate) use id::IdSource;
pub(crate) use stamp::{Stamp, StampCell};
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) use stored::{former_publisher, origin_of};
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) use ticket::{DeadLetter, Ticket};

use std::fmt;
use std::sync::Arc;

use chrono::DateTime;

use crate::catalog::{EventInfo, Kind, PublisherId};
use crate::event::Domain;
use crate::types::{Timestamp, Uuid};

/// One envelope for all subscribers.
pub(crate) type SharedEnvelope<D> = Arc<Envelope<D>>;

/// An event with its metadata.
pub struct Envelope<D: Domain> {
    pub(crate) stamp: StampCell,
    pub(crate) kind: Kind,
    pub(crate) publisher: PublisherId,
    /// `EventId::NONE`: the event's own id.
    pub(crate) correlation_id: EventId,
    /// `EventId::NONE`: nothing caused the event.
    pub(crate) causation_id: EventId,
    pub(crate) origin: &'static Origin,
    /// 0: not known to be in the recorded history.
    pub(crate) position: u64,
    /// Set if a publisher waits for the event to be recorded.
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    pub(crate) ticket: Option<Arc<Ticket>>,
    pub(crate) event: D,
}

impl<D: Domain> Envelope<D> {
    /// The event's id: unique everywhere, and in the order of the bus.
    pub fn id(&self) -> EventId {
        self.stamp.id()
    }

    /// The event's place in the order of its bus, from 1; 0 for an event of the history that no bus delivered: it went through the
    /// outbox, and the process ended before it was published.
    pub fn sequence(&self) -> Sequence {
        self.stamp.sequence().into()
    }

    /// The event's place in the recorded history, from 1, if the envelope comes from there. A live event does not know it yet.
    pub fn position(&self) -> Option<Position> {
        (self.position != 0).then_some(self.position.into())
    }

    /// When the event was published, in whole microseconds.
    pub fn published_at(&self) -> Timestamp {
        time_of(self.stamp.published_at_us())
    }

    /// When the event happened: its `time` field, or else the time at which it was published.
    pub fn occurred_at(&self) -> Timestamp {
        self.event.payload().occurred_at().unwrap_or_else(|| self.published_at())
    }

    /// The component that published the event.
    pub fn publisher(&self) -> PublisherId {
        self.publisher
    }

    /// The name of the component that published the event.
    pub fn publisher_name(&self) -> &'static str {
        let publishers = D::catalog().publishers();
        publishers.get(self.publisher.index()).copied().unwrap_or_else(|| former::publisher(self.publisher))
    }

    /// The bus and the node that the event was published on.
    pub fn origin(&self) -> &'static Origin {
        self.origin
    }

    /// The node that the event was published on: `event_bus.node_id` of its configuration.
    pub fn node_id(&self) -> &'static str {
        self.origin.node_id()
    }

    /// The bus that the event was published on: one id per [`EventBus::new`](crate::EventBus::new).
    pub fn bus_id(&self) -> Uuid {
        self.origin.bus_id()
    }

    /// The id of the first event in the chain of causes; an event without a cause has its own id here.
    pub fn correlation_id(&self) -> EventId {
        self.correlation_id.or(self.id())
    }

    /// The id of the event that caused this one.
    pub fn causation_id(&self) -> Option<EventId> {
        self.causation_id.some()
    }

    /// The event's kind.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The catalog's entry for the event's type.
    pub fn info(&self) -> &'static EventInfo {
        D::catalog().event(self.kind)
    }

    /// The event.
    pub fn event(&self) -> &D {
        &self.event
    }
}

impl<D: Domain> fmt::Debug for Envelope<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("id", &self.id())
            .field("sequence", &self.sequence())
            .field("position", &self.position())
            .field("published_at", &self.published_at())
            .field("publisher", &self.publisher_name())
            .field("correlation_id", &self.correlation_id())
            .field("causation_id", &self.causation_id())
            .field("origin", &self.origin)
            .field("event", &self.event)
            .finish()
    }
}

/// A moment in microseconds since the Unix epoch as a time.
pub(crate) fn time_of(us: i64) -> Timestamp {
    // Clocks give microseconds within chrono's range (some 262,000 years); a time beyond it is the edge of it.
    DateTime::from_timestamp_micros(us).unwrap_or(if us < 0 { Timestamp::MIN_UTC } else { Timestamp::MAX_UTC })
}
