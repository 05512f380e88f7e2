//! Errors of publishing and receiving.

use std::borrow::Cow;
use std::sync::Arc;

use thiserror::Error;

use crate::catalog::{CatalogInfo, EventInfo, PublisherId};

/// An event was not published. No subscriber received it, and it has no place in the order.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The bus is closed.
    #[error("`{event}` was not published: the bus is closed")]
    Closed {
        /// The event, as `Family.Event`.
        event: EventName,
    },
    /// The publisher does not own the event. Only [`publish_any`](super::Publisher::publish_any) and its variants return this.
    #[error("`{publisher}` may not publish `{event}`: the catalog lets {} publish it", or_list(.owners))]
    NotTheOwner {
        /// The event, as `Family.Event`.
        event: EventName,
        /// The component that tried.
        publisher: &'static str,
        /// The components that may.
        owners: Vec<&'static str>,
    },
    /// The queue of a lossless subscriber is full.
    #[error("`{event}` was not published: the queue of `{subscriber}` is full ({capacity} events)")]
    Backpressure {
        /// The event, as `Family.Event`.
        event: EventName,
        /// The subscriber with the full queue.
        subscriber: Arc<str>,
        /// The size of the queue, in events.
        capacity: usize,
    },
    /// Waiting for room would never end: the queue is read by the handler that waits, directly or through others that wait in a
    /// circle.
    #[error(
        "`{event}` was not published: the publishing handler would wait for ever for the full queue of `{subscriber}`"
    )]
    WouldDeadlock {
        /// The event, as `Family.Event`.
        event: EventName,
        /// The subscriber with the full queue.
        subscriber: Arc<str>,
    },
    /// The payload holds NaN or an infinity, which neither JSON nor a database can store.
    #[error("`{event}` was not published: its field `{field}` is not a finite number")]
    NonFinite {
        /// The event, as `Family.Event`.
        event: EventName,
        /// The field, as a path such as `items[3].score`.
        field: String,
    },
}

/// The name of an event type, printed as `Family.Event`.
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
    /// How to fix it, if that is known: one line, for `help: ..` after the message.
    pub fn help(&self) -> Option<Cow<'_, str>> {
        let help = match self {
            Self::Closed { .. } => {
                "`close` or `shutdown` was called, or the last `EventBus` and `Publisher` was dropped"
            }
            Self::NotTheOwner { publisher, owners, .. } => {
                let add = format!("add `{publisher}` to the event's `published_by`");
                let handle = owners.first().map(|owner| format!("use a `Publisher<{owner}>`, or "));
                return Some((handle.unwrap_or_default() + &add).into());
            }
            Self::Backpressure { .. } => {
                "wait with `publish_wait`, make the subscriber faster, or give it a larger queue"
            }
            Self::WouldDeadlock { .. } => {
                "publish from a separate task, give the subscriber a larger queue, or let it consume fewer events"
            }
            Self::NonFinite { .. } => "use an `Option` for a missing number, or check the computation",
        };
        Some(help.into())
    }

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

/// Why [`Subscription::recv`](super::Subscription::recv) returned no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RecvError {
    /// The subscriber was too slow and lost this many matching events. The next call returns the oldest one that is left.
    #[error("the subscriber was too slow and lost {0} events")]
    Lagged(u64),
    /// The bus is closed, and everything published before has been received.
    #[error("the bus is closed")]
    Closed,
}

/// Why [`Subscription::try_recv`](super::Subscription::try_recv) returned no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TryRecvError {
    /// Nothing is waiting at the moment.
    #[error("no event is waiting")]
    Empty,
    /// The subscriber was too slow and lost this many matching events. The next call returns the oldest one that is left.
    #[error("the subscriber was too slow and lost {0} events")]
    Lagged(u64),
    /// The bus is closed, and everything published before has been received.
    #[error("the bus is closed")]
    Closed,
}
