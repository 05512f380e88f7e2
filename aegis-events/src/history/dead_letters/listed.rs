//! Reads `event_dead_letters`.

use std::sync::Arc;

use futures_core::Stream;
use futures_util::stream::{self, StreamExt};

use crate::envelope::{EventId, Sequence};
use crate::event::Domain;
use crate::history::backend::column::{PAYLOAD, without_payload};
use crate::history::backend::{Backend, Cell, ErrorKind, Statement, StoreError};
use crate::history::error::HistoryError;
use crate::history::escape;
use crate::history::history::History;
use crate::types::{Timestamp, Uuid};

/// Rows per round trip of a list, without payloads.
const LISTED: usize = 500;
/// Rows per round trip of a retry, with payloads, which may be large.
const TRIED: usize = 50;
/// What follows the columns of the event.
const MORE: &str = "reason, failed_at";

/// An event that the database could not keep, without its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeadLetter {
    /// Its id.
    pub event_id: EventId,
    /// Its family.
    pub family: String,
    /// Its event type, under the name that it had then.
    pub event_type: String,
    /// The component that published it.
    pub publisher: String,
    /// When it was published.
    pub published_at: Timestamp,
    /// The node that it was published on.
    pub node_id: String,
    /// The bus that carried it. For an event of the outbox: the bus that was to carry it.
    pub bus_id: Uuid,
    /// Its place in the order of that bus; `None` for an event of the outbox, which no bus has delivered.
    pub sequence: Option<Sequence>,
    /// Why the database could not keep it, at the last try.
    pub reason: String,
    /// When it became a dead letter.
    pub failed_at: Timestamp,
}

/// A row with its payload.
pub(super) struct Row {
    pub(super) event: DeadLetter,
    /// JSON as it was published; `null` where it could not be written as JSON.
    pub(super) payload: Vec<u8>,
}

impl<D: Domain> History<D> {
    /// All dead letters, in the order of their ids, which is the order of publishing. The stream reads page after page: memory does not grow
    /// with their number. An error of the database ends it.
    pub fn dead_letters(&self) -> impl Stream<Item = Result<DeadLetter, HistoryError>> + Send + use<D> {
        listed(Arc::clone(&self.shared.backend))
    }
}

/// All dead letters, page after page.
pub(super) fn listed(backend: Arc<dyn Backend>) -> impl Stream<Item = Result<DeadLetter, HistoryError>> + Send {
    let pages = stream::unfold(Some((backend, Uuid::nil())), |state| async move {
        let (backend, after) = state?;
        match select(&*backend, &columns(), "event_id > $1", after, LISTED).await.and_then(|rows| all(&rows, read_row))
        {
            Ok(events) => {
                let last = events.last().map(|event| event.event_id.as_uuid());
                let next = last.filter(|_| events.len() == LISTED).map(|last| (backend, last));
                Some((events.into_iter().map(Ok).collect::<Vec<_>>(), next))
            }
            Err(error) => Some((vec![Err(HistoryError::database(&*backend, error))], None)),
        }
    });
    pages.map(stream::iter).flatten()
}

/// The next rows after an id, with payloads.
pub(super) async fn page(backend: &dyn Backend, after: Uuid) -> Result<Vec<Row>, StoreError> {
    with_payloads(backend, "event_id > $1", after).await
}

/// The row with an id, with its payload.
pub(super) async fn one(backend: &dyn Backend, id: Uuid) -> Result<Option<Row>, StoreError> {
    Ok(with_payloads(backend, "event_id = $1", id).await?.pop())
}

async fn with_payloads(backend: &dyn Backend, condition: &str, id: Uuid) -> Result<Vec<Row>, StoreError> {
    let rows = select(backend, &format!("{}, {PAYLOAD}", columns()), condition, id, TRIED).await?;
    all(&rows, read_with_payload)
}

/// The columns of [`read_row`].
fn columns() -> String {
    format!("{}, {MORE}", without_payload())
}

async fn select(
    backend: &dyn Backend,
    columns: &str,
    condition: &str,
    id: Uuid,
    limit: usize,
) -> Result<Vec<Vec<Cell>>, StoreError> {
    let sql = format!("SELECT {columns} FROM event_dead_letters WHERE {condition} ORDER BY event_id LIMIT {limit}");
    backend.fetch(Statement::new(sql).with(id)).await
}

/// Reads every row. An invalid one is an error: left out, it would be neither listed nor retried.
fn all<T>(rows: &[Vec<Cell>], read: impl Fn(&[Cell]) -> Option<T>) -> Result<Vec<T>, StoreError> {
    rows.iter().map(|row| read(row).ok_or_else(foreign)).collect()
}

fn foreign() -> StoreError {
    StoreError::new(ErrorKind::Schema, "a row of `event_dead_letters` was changed by hand: correct it, or delete it")
}

/// A row with its payload; `None` if a column holds a value that the history never writes.
fn read_with_payload(row: &[Cell]) -> Option<Row> {
    let (data, row) = row.split_last()?;
    let payload = match data {
        Cell::Bytes(bytes) => &bytes[..],
        // In a row that was written by hand.
        Cell::Text(text) => text.as_bytes(),
        _ => return None,
    };
    Some(Row { event: read_row(row)?, payload: escape::unescape_json(payload).into_owned() })
}

/// A row without its payload, likewise.
fn read_row(row: &[Cell]) -> Option<DeadLetter> {
    let [id, event_type, family, publisher, _version, _occurred_at, created_at, _correlation_id, rest @ ..] = row
    else {
        return None;
    };
    let [_causation_id, node_id, bus_id, sequence, reason, failed_at] = rest else { return None };
    Some(DeadLetter {
        event_id: id.as_uuid()?.into(),
        family: family.as_text()?.to_owned(),
        event_type: event_type.as_text()?.to_owned(),
        publisher: publisher.as_text()?.to_owned(),
        published_at: created_at.as_sql_timestamp()?.to_time(),
        node_id: node_id.as_text()?.to_owned(),
        bus_id: bus_id.as_uuid()?,
        sequence: sequence.as_count().map(Sequence::from),
        reason: reason.as_text()?.to_owned(),
        failed_at: failed_at.as_sql_timestamp()?.to_time(),
    })
}
