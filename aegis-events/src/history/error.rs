//! The errors of a history. Their `Display` states the fact; `help()` says how to fix it.

use std::borrow::Cow;

use thiserror::Error;

use super::backend::{Backend, Cell, NotOpened, Statement, StoreError};
use super::row::{RawRow, Undecodable};
use super::schema::SchemaError;
use crate::bus::{EventName, PublishError};
use crate::codec::DecodeError;
use crate::envelope::{EventId, Position};

/// A history cannot be opened, read or changed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// The database reports an error.
    #[error("{place}: {message}")]
    Database {
        /// The file, or the host, port and database.
        place: String,
        /// The database's error.
        message: String,
        /// How to fix it, if that is known.
        help: Option<String>,
    },
    /// The database's schema is not the catalog's.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// There is no dead letter with this id.
    #[error("{place}: no event `{event_id}` is among the dead letters")]
    NoDeadLetter {
        /// The file, or the host, port and database.
        place: String,
        /// The id.
        event_id: EventId,
    },
    /// The payload of a row does not fit its event.
    #[error("position {position}: {reason}")]
    Decode {
        /// The row.
        position: Position,
        /// The event, and what is wrong, with the field's name.
        reason: DecodeError,
    },
    /// A row has an event that is not in the catalog.
    #[error("position {position}: the catalog `{catalog}` has no event `{family}.{event_type}`")]
    UnknownEvent {
        /// The row.
        position: Position,
        /// The catalog's name.
        catalog: &'static str,
        /// The row's family.
        family: String,
        /// The row's event type.
        event_type: String,
    },
}

impl HistoryError {
    /// How to fix it, if that is known: one line, for `help: ..` after the message.
    pub fn help(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Database { help, .. } => help.as_deref().map(Cow::Borrowed),
            Self::Schema(error) => error.help(),
            Self::NoDeadLetter { .. } => {
                Some("it is in the history, was erased, or was never here; list the dead letters".into())
            }
            Self::Decode { .. } => {
                Some("give new fields a `default`, and renamed fields their former name with `was`".into())
            }
            Self::UnknownEvent { .. } => {
                Some("keep the event in the catalog as deprecated, or name it in the `was` of its successor".into())
            }
        }
    }

    pub(crate) fn database(backend: &dyn Backend, error: StoreError) -> Self {
        Self::Database {
            place: backend.place().to_owned(),
            message: error.fact().to_owned(),
            help: error.help().map(str::to_owned),
        }
    }

    /// The rows of a statement. Cancel safe.
    pub(crate) async fn fetch(backend: &dyn Backend, statement: Statement) -> Result<Vec<Vec<Cell>>, Self> {
        backend.fetch(statement).await.map_err(|error| Self::database(backend, error))
    }

    pub(crate) fn not_opened(NotOpened { place, error }: NotOpened) -> Self {
        const WHAT: &str = "the history cannot be opened";
        let help = error.help().map(str::to_owned);
        match place {
            Some(place) => Self::Database { place, message: format!("{WHAT}: {}", error.fact()), help },
            None => Self::Database { place: WHAT.to_owned(), message: error.fact().to_owned(), help },
        }
    }

    pub(crate) fn undecodable(catalog: &'static str, row: &RawRow<'_>, why: Undecodable) -> Self {
        let position = Position::new(row.position);
        match why {
            Undecodable::Payload(reason) => Self::Decode { position, reason },
            Undecodable::Unknown => Self::UnknownEvent {
                position,
                catalog,
                family: row.family.to_owned(),
                event_type: row.event_type.to_owned(),
            },
        }
    }
}

/// An event was not recorded, or it is not known whether it was.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The event was not published.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The bus has no recorder, or its recorder has ended. The event was not published.
    #[error("`{event}` was not published: the bus has no running recorder")]
    NoRecorder {
        /// The event, as `Family.Event`.
        event: EventName,
    },
    /// The event was published, and the database cannot keep it: it is a dead letter.
    #[error("`{event}` was published, and is a dead letter: {reason}")]
    DeadLetter {
        /// The event, as `Family.Event`.
        event: EventName,
        /// Why the database cannot keep it.
        reason: String,
    },
    /// The event was published. The recorder ended, at the deadline of a shutdown, before it had written the event; whether it is in the
    /// history is unknown.
    #[error("`{event}` was published, but the recorder ended before it was known to be recorded")]
    Ended {
        /// The event, as `Family.Event`.
        event: EventName,
    },
    /// The event was not put into the outbox. Roll the transaction back.
    #[error("`{event}` was not put into the outbox: {message}")]
    Outbox {
        /// The event, as `Family.Event`.
        event: EventName,
        /// The database's error.
        message: String,
        /// How to fix it, if that is known.
        help: Option<String>,
    },
}

impl RecordError {
    /// How to fix it, if that is known: one line, for `help: ..` after the message.
    pub fn help(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Publish(error) => error.help(),
            Self::NoRecorder { .. } => Some("call `history.record(&bus)` first, or use `publish_wait`".into()),
            Self::DeadLetter { .. } => {
                Some("fix the reason, then call `retry_dead_letter`; the event is in `event_dead_letters`".into())
            }
            Self::Ended { .. } => Some("give the shutdown a longer deadline, and close the history after it".into()),
            Self::Outbox { help, .. } => help.as_deref().map(Cow::Borrowed),
        }
    }
}
