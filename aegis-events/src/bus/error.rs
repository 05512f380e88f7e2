//! What can go wrong on a bus: what, where, and how to fix it.

use std::sync::Arc;

use thiserror::Error;

use crate::catalog::{CatalogInfo, EventInfo, PublisherId};

/// An event was not published. No subscriber received it, and it has no place in the order.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The bus is closed.
    #[error(
        "`{event}` was not published: the bus is closed, by `close`, by `shutdown`, or since its last `EventBus` and `Publisher` were dropped"
    )]
    Closed {
        /// The event, as `Family.Event`.
        event: EventName,
    },
    /// The publisher does not own the event. Only an event whose type is known at run time gets here; the rest do not compile.
    #[error(
        "`{publisher}` may not publish `{event}`: the catalog lets {} publish it; use a `Publisher<{}>`, or add `{publisher}` to the event's `published_by`",
        or_list(.owners),
        .owners.first().copied().unwrap_or("_")
    )]
    NotTheOwner {
        /// The event, as `Family.Event`.
        event: EventName,
        /// Who tried.
        publisher: &'static str,
        /// Who may.
        owners: Vec<&'static str>,
    },
    /// The queue of a lossless subscriber is full.
    #[error(
        "`{event}` was not published: the queue of the lossless subscriber `{subscriber}` is full ({capacity} events); wait with `publish_wait`, let the subscriber catch up, or give it a larger queue"
    )]
    Backpressure {
        /// The event, as `Family.Event`.
        event: EventName,
        /// Whose queue is full.
        subscriber: Arc<str>,
        /// The size of the queue, in events.
        capacity: usize,
    },
    /// Waiting for room would never end: the queue is read by the very handler that waits, directly or over others that wait
    /// in a circle.
    #[error(
        "`{event}` was not published: the queue of `{subscriber}` is full, and it cannot be read before the handler that is publishing has ended; publish from a task of its own, give the subscriber a larger queue, or let it consume less"
    )]
    WouldDeadlock {
        /// The event, as `Family.Event`.
        event: EventName,
        /// Whose queue is full.
        subscriber: Arc<str>,
    },
    /// The payload holds NaN or an infinity, which neither JSON nor a database keeps.
    #[error(
        "`{event}` was not published: its field `{field}` is not a finite number; use an `Option` for \"no number\", or check the computation"
    )]
    NonFinite {
        /// The event, as `Family.Event`.
        event: EventName,
        /// The field, as a path such as `items[3].score`.
        field: String,
    },
}

/// An event type in a text: `Family.Event`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventName {
    family: &'static str,
    event_type: &'static str,
}

impl EventName {
    /// The family's name.
    pub fn family(self) -> &'static str {
        self.family
    }

    /// The event's name.
    pub fn event_type(self) -> &'static str {
        self.event_type
    }
}

impl From<&'static EventInfo> for EventName {
    fn from(info: &'static EventInfo) -> Self {
        Self { family: info.family(), event_type: info.event_type() }
    }
}

impl std::fmt::Display for EventName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.family, self.event_type)
    }
}

impl PublishError {
    #[cold]
    pub(super) fn not_the_owner(
        catalog: &'static CatalogInfo,
        info: &'static EventInfo,
        publisher: PublisherId,
    ) -> Self {
        Self::NotTheOwner {
            event: info.into(),
            publisher: catalog.publisher_name(publisher),
            owners: info.published_by().iter().map(|&owner| catalog.publisher_name(owner)).collect(),
        }
    }
}

/// "`A`", "`A` or `B`", "`A`, `B` or `C`".
fn or_list(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => "no publisher".into(),
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
    }
}

/// Why [`Subscription::recv`](super::Subscription::recv) gave no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RecvError {
    /// The subscriber was too slow: so many matching events are lost to it. The next call goes on with the oldest that is left.
    #[error("the subscriber was too slow and lost {0} events")]
    Lagged(u64),
    /// The bus is closed, and everything published before has been received.
    #[error("the bus is closed")]
    Closed,
}

/// Why [`Subscription::try_recv`](super::Subscription::try_recv) gave no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TryRecvError {
    /// Nothing is waiting at the moment.
    #[error("no event is waiting")]
    Empty,
    /// The subscriber was too slow: so many matching events are lost to it. The next call goes on with the oldest that is left.
    #[error("the subscriber was too slow and lost {0} events")]
    Lagged(u64),
    /// The bus is closed, and everything published before has been received.
    #[error("the bus is closed")]
    Closed,
}
