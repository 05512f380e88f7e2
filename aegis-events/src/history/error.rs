//! What can go wrong with a history: what, where, and how to fix it.

use thiserror::Error;

use super::backend::{Backend, NotOpened, StoreError};
use super::row::{RawRow, Undecodable};
use super::schema::SchemaError;
use crate::bus::EventName;
use crate::bus::PublishError;
use crate::codec::DecodeError;
use crate::envelope::EventId;

/// A history cannot be opened, read or changed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// The database does not do what it is asked.
    #[error("{place}: {message}")]
    Database {
        /// The file, or the host, port and database.
        place: String,
        /// What the database said, and what to do about it.
        message: String,
    },
    /// The database's schema is not the catalog's.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// No event of that id is set aside.
    #[error(
        "{place}: no event `{event_id}` is set aside: it is in the history, was erased, or never came here; list those that are"
    )]
    NotSetAside {
        /// The file, or the host, port and database.
        place: String,
        /// The id.
        event_id: EventId,
    },
    /// A row's payload does not fit its event.
    #[error("position {position}: {source}; give new fields a `default`, and renamed ones their old name with `was`")]
    Decode {
        /// The row.
        position: u64,
        /// The event, and what is wrong, with the field's name.
        source: DecodeError,
    },
    /// A row is of an event that the catalog does not have.
    #[error(
        "position {position}: the catalog `{catalog}` has no event `{family}.{event_type}`; keep it in the catalog as deprecated, or name it in the `was` of its successor"
    )]
    UnknownEvent {
        /// The row.
        position: u64,
        /// The catalog's name.
        catalog: &'static str,
        /// The row's family.
        family: String,
        /// The row's event type.
        event_type: String,
    },
}

impl HistoryError {
    pub(crate) fn database(backend: &dyn Backend, error: StoreError) -> Self {
        Self::Database { place: backend.place().to_owned(), message: error.message.to_string() }
    }

    pub(crate) fn not_opened(NotOpened { place, error }: NotOpened) -> Self {
        const WHAT: &str = "the history cannot be opened";
        match place {
            Some(place) => Self::Database { place, message: format!("{WHAT}: {error}") },
            None => Self::Database { place: WHAT.to_owned(), message: error.message.to_string() },
        }
    }

    pub(crate) fn undecodable(catalog: &'static str, row: &RawRow<'_>, why: Undecodable) -> Self {
        match why {
            Undecodable::Payload(source) => Self::Decode { position: row.position, source },
            Undecodable::Unknown => Self::UnknownEvent {
                position: row.position,
                catalog,
                family: row.family.to_owned(),
                event_type: row.event_type.to_owned(),
            },
        }
    }
}

/// An event was not recorded, as far as is known.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RecordError {
    /// It was not even published.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// Nothing records this bus, or its recorder has ended. The event was not published.
    #[error(
        "`{event}` was not published: nothing records this bus, or no longer; call `history.record(&bus)` first, or use `publish_wait`"
    )]
    NoRecorder {
        /// The event, as `Family.Event`.
        event: EventName,
    },
    /// The database cannot keep the event. It was published, and stands in `event_dead_letters`.
    #[error("`{event}` was published, but cannot be recorded and was set aside in `event_dead_letters`: {reason}")]
    DeadLetter {
        /// The event, as `Family.Event`.
        event: EventName,
        /// Why.
        reason: String,
    },
    /// The recorder ended, at the deadline of a shutdown, before it had written the event. It was published; whether it is in the history is not
    /// known.
    #[error(
        "`{event}` was published, but the recorder ended before it was known to be recorded; give the shutdown a longer deadline, and close the history after it"
    )]
    Ended {
        /// The event, as `Family.Event`.
        event: EventName,
    },
    /// The event could not be put into the outbox. The transaction it was in cannot be committed any more, or should be rolled back.
    #[error("`{event}` was not put into the outbox: {message}")]
    Outbox {
        /// The event, as `Family.Event`.
        event: EventName,
        /// What the database said, and what to do about it.
        message: String,
    },
}
