//! Errors of a database, classified by what to do next.

use std::fmt;
use std::sync::Arc;

/// Help if the next position is taken.
pub(super) const COUNTER_BEHIND: &str =
    "the counter in `event_positions` is behind the table: migrate, which corrects it";

/// Help if a value is missing. The history writes all its columns.
pub(super) const FOREIGN_COLUMN: &str =
    "a column that the history does not write requires a value: give it a default, or make it nullable";

/// Help if a table or a column is missing.
pub(super) const SCHEMA_DIFFERS: &str =
    "the schema differs from the catalog; migrate it: open the history with `HistoryConfig::with_migrate(true)`";

/// An error of a database. Cheap to clone: the state of a recorder keeps the last one.
#[derive(Debug, Clone)]
pub(crate) struct StoreError {
    pub(crate) kind: ErrorKind,
    /// What the database reported, with help after it where its own words are not enough. Never the content of an event.
    pub(crate) message: Arc<str>,
    /// Where the fact ends and the help begins.
    fact: usize,
}

/// Between the fact and the help.
const THEN: &str = "; ";

/// What an error means for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorKind {
    /// The database is away, busy, full or shutting down: the same statement may succeed later.
    Away,
    /// The program has closed the history. No later statement succeeds.
    Closed,
    /// The row itself cannot be kept.
    Row,
    /// An event with this id was inserted in between: look up again what is known.
    Known,
    /// Tables, columns or rights are missing or wrong: it may succeed after they have been fixed.
    Schema,
    /// The database cannot be used: not a database, damaged, no such file.
    Unusable,
}

impl StoreError {
    pub(crate) fn new(kind: ErrorKind, fact: impl Into<Arc<str>>) -> Self {
        let message = fact.into();
        Self { kind, fact: message.len(), message }
    }

    pub(super) fn with_help(kind: ErrorKind, fact: impl fmt::Display, help: impl fmt::Display) -> Self {
        let fact = fact.to_string();
        Self { kind, fact: fact.len(), message: format!("{fact}{THEN}{help}").into() }
    }

    /// The program has closed the history, or the pool that it uses.
    pub(crate) fn closed() -> Self {
        Self::new(ErrorKind::Closed, "the history was closed")
    }

    /// A pool that opens no connections any more.
    pub(super) fn pool_closed() -> Self {
        Self::with_help(ErrorKind::Unusable, "the pool of the program was closed", "open the history before that")
    }

    /// The row that counts positions was deleted.
    pub(crate) fn no_counter() -> Self {
        Self::with_help(
            ErrorKind::Schema,
            "the row in `event_positions` that counts positions is missing",
            "migrate, which creates it",
        )
    }

    /// What the database reported.
    pub(crate) fn fact(&self) -> &str {
        &self.message[..self.fact]
    }

    /// How to fix it, if that is known.
    pub(crate) fn help(&self) -> Option<&str> {
        self.message[self.fact..].strip_prefix(THEN)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for StoreError {}
