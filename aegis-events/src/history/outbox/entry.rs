//! `record_in`: an event as part of a transaction.

use std::future::Future;

use crate::bus::{Cause, EventName, Publisher};
use crate::catalog::Kind;
use crate::envelope::EventId;
use crate::event::{Domain, PublishedBy, PublisherRole};
use crate::history::backend::{Dialect, ErrorKind, Statement, StoreError};
use crate::history::error::RecordError;
use crate::history::row::NewRow;

/// A transaction that events can be put into: `sqlx::Transaction` over `sqlx::Postgres` or `sqlx::Sqlite`.
#[diagnostic::on_unimplemented(
    message = "an event cannot be put into `{Self}`",
    label = "not a transaction",
    note = "pass `&mut transaction`, a `sqlx::Transaction<'_, Postgres>` or `sqlx::Transaction<'_, Sqlite>` of this crate's `sqlx`",
    note = "the features `postgres` and `sqlite` of `aegis-events` implement the trait"
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

/// An event in a transaction. It is recorded only if the transaction commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Outboxed {
    /// The event's id.
    pub id: EventId,
    /// The id that the event shares with its causes and its consequences.
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
    /// Writes an event in your transaction, together with the state that it describes: both commit, or neither.
    ///
    /// After the commit, the relay that [`History::record`](crate::history::History::record) starts writes the event to the history and publishes
    /// it. A rollback leaves no trace.
    ///
    /// On SQLite, begin the transaction with `pool.begin_with("BEGIN IMMEDIATE")`. A transaction that reads before it writes fails if another one
    /// has written in between, and waiting does not help.
    ///
    /// # Errors
    ///
    /// - [`RecordError::Publish`]: the bus is closed, or a field is not a finite number.
    /// - [`RecordError::Outbox`]: the database refused the row. PostgreSQL then refuses all later statements of the transaction: roll it back.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped before it is ready, the event may be in the transaction or not: roll it back.
    pub async fn record_in<E: PublishedBy<P>, T: OutboxTransaction>(
        &self,
        transaction: &mut T,
        event: E,
    ) -> Result<Outboxed, RecordError> {
        put(self, E::KIND, transaction, event.into()).await
    }
}

/// The tables of a history may be missing in the transaction's database, although the history itself is complete.
fn help(error: &StoreError) -> Option<String> {
    match error.kind {
        ErrorKind::Schema => Some("use a transaction in the database that the history is opened on".to_owned()),
        _ => error.help().map(str::to_owned),
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
    let refused = |message: String, help| RecordError::Outbox { event: name, message, help };
    let envelope = publisher.envelope_for_outbox(kind, event)?;
    let (row, problem) = NewRow::of(&envelope);
    if let Some(problem) = problem {
        return Err(refused(format!("the payload cannot be written as JSON: {problem}"), None));
    }
    let statement = row.insert("event_outbox", T::DIALECT, catalog.keys(), &[]);
    transaction
        .insert(Entry(statement))
        .await
        .map_err(|Refused(error)| refused(error.fact().to_owned(), help(&error)))?;
    if let Some(recorder) = publisher.recorder() {
        recorder.wake_relay();
    }
    Ok(Outboxed { id: envelope.id(), correlation_id: envelope.correlation_id() })
}
