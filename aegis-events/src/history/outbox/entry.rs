//! Putting an event into a transaction.

use std::future::Future;

use crate::bus::{Cause, EventName, Publisher};
use crate::catalog::Kind;
use crate::envelope::EventId;
use crate::event::{Domain, PublishedBy, PublisherRole};
use crate::history::backend::{Dialect, ErrorKind, Statement, StoreError};
use crate::history::error::RecordError;
use crate::history::row::NewRow;
use crate::history::table::insert;

/// A transaction that events can be put into: `sqlx::Transaction` over `sqlx::Postgres` or `sqlx::Sqlite`.
#[diagnostic::on_unimplemented(
    message = "an event cannot be put into `{Self}`",
    label = "not a transaction",
    note = "hand over `&mut transaction`, a `sqlx::Transaction<'_, Postgres>` or `sqlx::Transaction<'_, Sqlite>` of this crate's `sqlx`",
    note = "the features `postgres` and `sqlite` of `aegis-events` make them known"
)]
pub trait OutboxTransaction: Insert {}

/// How a transaction runs a statement. Sealed.
pub trait Insert: Send {
    /// The transaction's dialect.
    #[doc(hidden)]
    const DIALECT: Dialect;

    /// Runs one statement.
    #[doc(hidden)]
    fn insert(&mut self, entry: Entry) -> impl Future<Output = Result<(), Refused>> + Send;
}

/// A row for the outbox. Opaque.
#[derive(Debug)]
pub struct Entry(pub(super) Statement);

/// Why the database did not take a row. Opaque.
#[derive(Debug)]
pub struct Refused(pub(super) StoreError);

/// Proof that an event stands in a transaction. Only the transaction's commit makes it happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Outboxed {
    /// The event's id.
    pub id: EventId,
    /// What the event shares with all that led to it and all that it leads to.
    pub correlation_id: EventId,
}

impl From<Outboxed> for Cause {
    fn from(outboxed: Outboxed) -> Self {
        Self { id: outboxed.id, correlation_id: outboxed.correlation_id }
    }
}

impl From<&Outboxed> for Cause {
    fn from(outboxed: &Outboxed) -> Self {
        Self::from(*outboxed)
    }
}

impl<P: PublisherRole> Publisher<P> {
    /// Puts an event into your own transaction, beside the state that it tells of: either both happen or neither.
    ///
    /// After the commit the relay, which [`History::record`](crate::history::History::record) starts, writes it to the history and publishes it.
    /// A rollback leaves no trace.
    ///
    /// On SQLite the transaction must be `BEGIN IMMEDIATE` (`pool.begin_with("BEGIN IMMEDIATE")`): a transaction that first reads and then
    /// writes fails whenever another one has written in between, and SQLite cannot wait that out.
    ///
    /// # Errors
    ///
    /// - [`RecordError::Publish`]: the bus is closed, or a field is not a finite number.
    /// - [`RecordError::Outbox`]: the database refused. PostgreSQL then refuses everything else in the transaction, too: roll it back.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped before it is ready, the event may stand in the transaction or not: roll it back.
    pub async fn record_in<E: PublishedBy<P>, T: OutboxTransaction>(
        &self,
        transaction: &mut T,
        event: E,
    ) -> Result<Outboxed, RecordError> {
        put(self, E::KIND, transaction, event.into()).await
    }
}

/// The tables of a history may be missing where the transaction is, though the history itself is in order.
fn explained(error: &StoreError) -> String {
    match error.kind {
        ErrorKind::Schema => {
            format!("{}; the transaction has to be in the database that the history is opened on", error.message)
        }
        _ => error.message.to_string(),
    }
}

async fn put<P: PublisherRole, T: OutboxTransaction>(
    publisher: &Publisher<P>,
    kind: Kind,
    transaction: &mut T,
    event: P::Domain,
) -> Result<Outboxed, RecordError> {
    let catalog = P::Domain::catalog();
    let name = EventName::from(catalog.event(kind));
    let refused = |message: String| RecordError::Outbox { event: name, message };
    let envelope = publisher.envelope_for_outbox(kind, event)?;
    let (row, problem) = NewRow::of(&envelope);
    if let Some(problem) = problem {
        return Err(refused(format!("the payload cannot be written as JSON: {problem}")));
    }
    let statement = insert("event_outbox", T::DIALECT, catalog.keys(), &row, &[]);
    transaction.insert(Entry(statement)).await.map_err(|Refused(error)| refused(explained(&error)))?;
    if let Some(recorder) = publisher.recorder() {
        recorder.wake_relay();
    }
    Ok(Outboxed { id: envelope.id(), correlation_id: envelope.correlation_id() })
}
