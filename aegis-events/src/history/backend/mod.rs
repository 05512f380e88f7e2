//! The door to a database: everything that history says to PostgreSQL or SQLite goes through [`Backend`].
//!
//! What enters are statements in the dialect's SQL with their arguments, and batches of events to append. What leaves are cells, rows and
//! errors whose kind says what to do next. Nothing here knows the types of a catalog.

mod error;
mod opened;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
mod sql;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

pub(crate) use error::{ErrorKind, StoreError};
pub(crate) use opened::{Access, NotOpened, open, open_to_read, open_url};
pub use sql::Dialect;
pub(crate) use sql::{Arg, Cell, Done, Statement};

use futures_util::future::BoxFuture;

use super::row::{NewRow, RawRow};
use super::sql_timestamp::SqlTimestamp;

/// What a backend answers with, sooner or later.
pub(crate) type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// A database. Cancel safe throughout: a dropped future leaves a transaction that rolls back, or one that has committed.
pub(crate) trait Backend: Send + Sync + 'static {
    /// Which SQL it speaks.
    fn dialect(&self) -> Dialect;

    /// Where it is, for messages: a file, or host, port and database. Never a password.
    fn place(&self) -> &str;

    /// What time it is, for databases that have no clock of their own.
    fn now(&self) -> SqlTimestamp {
        SqlTimestamp::now()
    }

    /// Appends the events that are not there yet, under the next positions, in one transaction. The answer has a place for each row.
    fn append<'a>(&'a self, rows: &'a [NewRow], source: Source) -> Answer<'a, Vec<Place>>;

    /// Reads rows of `domain_events`, whose statement selects [`RawRow`]'s columns, one after the other.
    fn rows<'a>(&'a self, select: Statement, each: &'a mut EachRow<'a>) -> Answer<'a, ()>;

    /// Reads what one statement selects.
    fn fetch(&self, select: Statement) -> Answer<'_, Vec<Vec<Cell>>>;

    /// Runs statements in one transaction that writes.
    fn run(&self, script: Vec<Statement>) -> Answer<'_, Vec<Done>>;

    /// Ends once anybody, in any process, has changed something. A backend that cannot tell never ends.
    fn changed(&self) -> Answer<'_, Change>;

    /// Closes all connections.
    fn close(&self) -> BoxFuture<'_, ()>;
}

/// What is called with each row.
pub(crate) type EachRow<'a> = dyn FnMut(RawRow<'_>) + Send + 'a;

/// Where events to append come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// From the bus.
    Lane,
    /// From `event_outbox`, which they leave in the same transaction. One that is no longer there is not appended.
    Outbox,
}

/// The place of an event in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// 0 for an event that another relay has taken from the outbox, and that is not in the history.
    pub(crate) position: u64,
    /// Whether the event was appended now; otherwise it had been there before.
    pub(crate) is_new: bool,
}

/// What somebody has changed in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// Events were appended.
    History,
    /// Events stand in the outbox.
    Outbox,
}
