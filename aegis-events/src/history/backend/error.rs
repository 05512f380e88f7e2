//! What a database answers when it does not do what it was told, by what to do next.

use std::fmt;
use std::sync::Arc;

/// Help where a position that is next to be given is taken.
pub(super) const COUNTER_BEHIND: &str =
    "the counter in `event_positions` is behind the table: migrate, which sets it right";

/// Help where a value is missing. The history writes all columns of its own that want one.
pub(super) const FOREIGN_COLUMN: &str =
    "a column that the history does not write wants a value: give it a default, or let it be NULL";

/// A database's refusal. Cheap to clone: a recorder's state keeps the last one.
#[derive(Debug, Clone)]
pub(crate) struct StoreError {
    pub(crate) kind: ErrorKind,
    /// What the database said, and help where its own words are not enough. Never an event's content.
    pub(crate) message: Arc<str>,
}

/// What an error means for who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorKind {
    /// The database is away, busy, full or shutting down: the same statement may succeed later.
    Away,
    /// The program has closed the history: it will not succeed any more.
    Closed,
    /// The row itself cannot be kept, whenever it is tried.
    Row,
    /// An event with that id came in between: what is known has to be looked up again.
    Known,
    /// Tables or columns are not as they should be, or a right is missing: it may succeed once somebody has mended that.
    Schema,
    /// The database itself cannot be used: not a database, damaged, no such file.
    Unusable,
}

impl StoreError {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<Arc<str>>) -> Self {
        Self { kind, message: message.into() }
    }

    /// The program has closed the history, or the pool that it is on.
    pub(crate) fn closed() -> Self {
        Self::new(ErrorKind::Closed, "the history was closed")
    }

    /// A pool that opens nothing any more.
    pub(super) fn pool_closed() -> Self {
        Self::new(ErrorKind::Unusable, "the pool of the program was closed: open the history before that")
    }

    /// Somebody has deleted the row that counts positions.
    pub(crate) fn no_counter() -> Self {
        Self::new(
            ErrorKind::Schema,
            "the row in `event_positions` that counts positions is missing: migrate, which makes it anew",
        )
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for StoreError {}
