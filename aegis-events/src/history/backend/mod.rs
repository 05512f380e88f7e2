//! Access to PostgreSQL and SQLite: every statement of the history goes through [`Backend`].
//!
//! In: statements in the dialect's SQL with their arguments, and batches of rows to append. Out: cells, rows and errors whose kind says what
//! to do next. Nothing here knows the events of a catalog.

mod access;
pub(crate) mod column;
mod error;
mod new_row;
mod open;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
pub(crate) mod quote;
mod raw_row;
mod sql;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

pub use access::Synchronous;
pub(crate) use access::{Access, NotOpened};
pub(crate) use error::{ErrorKind, StoreError};
pub(crate) use new_row::{NewRow, key_arg};
pub(crate) use open::{open, open_to_read, open_url};
pub(crate) use raw_row::{RawRow, ReadColumns};
pub use sql::Dialect;
pub(crate) use sql::{Arg, Cell, Done, Statement};

use futures_util::future::BoxFuture;

use super::sql_timestamp::SqlTimestamp;

/// What a call of a backend returns.
pub(crate) type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// A database. Every call is cancel safe: a dropped future leaves a transaction that rolls back, or one that has committed.
pub(crate) trait Backend: Send + Sync + 'static {
    /// Which SQL it speaks.
    fn dialect(&self) -> Dialect;

    /// Where it is, for messages: a file, or host, port and database. Never a password.
    fn place(&self) -> &str;

    /// The present time, for a database without a clock.
    fn now(&self) -> SqlTimestamp {
        SqlTimestamp::now()
    }

    /// Appends the events that are not in the history yet, at the next positions, in one transaction. Returns a place for each row.
    fn append<'a>(&'a self, rows: &'a [NewRow], source: Source) -> Answer<'a, Vec<Place>>;

    /// Reads rows one after the other. The statement selects the columns of [`column::decoded`].
    fn rows<'a>(&'a self, select: Statement, each: &'a mut EachRow<'a>) -> Answer<'a, ()>;

    /// Returns what one statement selects.
    fn fetch(&self, select: Statement) -> Answer<'_, Vec<Vec<Cell>>>;

    /// Runs statements in one write transaction.
    fn run(&self, script: Vec<Statement>) -> Answer<'_, Vec<Done>>;

    /// Waits until any process has changed something. Never returns if the database sends no notifications.
    fn changed(&self) -> Answer<'_, Change>;

    /// Closes all connections.
    fn close(&self) -> BoxFuture<'_, ()>;
}

/// Called with each row.
pub(crate) type EachRow<'a> = dyn FnMut(RawRow<'_>) + Send + 'a;

/// Where events to append come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// From the bus.
    Lane,
    /// From `event_outbox`, which they leave in the same transaction. An event that is no longer there is not appended.
    Outbox,
}

/// The place of an event in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// 0 for an event that is neither in the outbox nor in the history.
    pub(crate) position: u64,
    /// Whether this call appended the event.
    pub(crate) is_new: bool,
}

/// A change in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// Events were appended.
    History,
    /// Events were committed to the outbox.
    Outbox,
}
