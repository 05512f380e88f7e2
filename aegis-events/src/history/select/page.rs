//! Reading the rows of a selection, a page at a time.

use std::sync::Arc;

use futures_core::Stream;
use futures_util::stream::{self, StreamExt};

use super::selection::Select;
use crate::envelope::Envelope;
use crate::event::Domain;
use crate::history::backend::column::decoded;
use crate::history::backend::{Backend, Statement, StoreError};
use crate::history::error::HistoryError;
use crate::history::row::RawRow;

/// One row: the event, or why it cannot be decoded.
pub(crate) type Read<D> = Result<Arc<Envelope<D>>, HistoryError>;

/// Rows per round trip of a stream. A larger page is hardly faster, and each open stream holds one page in memory.
const PAGE: u64 = 1_000;

/// Rows in order.
pub(crate) struct Page<T> {
    pub(crate) rows: Vec<Result<T, HistoryError>>,
    /// The position of the last row, whether it could be decoded or not.
    pub(crate) last_position: Option<u64>,
    /// No rows follow.
    pub(crate) is_last: bool,
}

/// The number of events with one event type in their rows, from [`RawQuery::count_by_event`](crate::history::RawQuery::count_by_event).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct StoredEventCount {
    /// The family.
    pub family: String,
    /// The event type: a former name where the rows have it.
    pub event_type: String,
    /// The number of events.
    pub events: u64,
}

/// The last position that any process assigned; 0 before the first event. Cancel safe.
pub(crate) async fn last_position(backend: &dyn Backend) -> Result<u64, StoreError> {
    let rows = backend.fetch(Statement::new("SELECT last FROM event_positions")).await?;
    Ok(rows.first().and_then(|row| row.first()?.as_count()).unwrap_or(0))
}

/// Calls `each` with the position and sequence of each row, and with its event. Cancel safe.
pub(crate) async fn read_rows<D: Domain>(
    backend: &dyn Backend,
    select: &Select,
    limit: u64,
    mut each: impl FnMut(&RawRow<'_>, Read<D>) + Send,
) -> Result<(), StoreError> {
    let mut each = |row: RawRow<'_>| {
        let event = row.decode::<D>().map(Arc::new);
        each(&row, event.map_err(|why| HistoryError::undecodable(D::catalog().name(), &row, why)));
    };
    backend.rows(select.columns(&decoded("position"), backend.dialect(), limit), &mut each).await
}

/// Reads the first rows of a selection as events. Cancel safe.
pub(crate) async fn read_page<D: Domain>(
    backend: &dyn Backend,
    select: &Select,
    limit: u64,
) -> Result<Page<Arc<Envelope<D>>>, HistoryError> {
    let mut page = Page { rows: Vec::new(), last_position: None, is_last: false };
    let read = read_rows::<D>(backend, select, limit, |row, event| {
        page.last_position = Some(row.position);
        page.rows.push(event);
    });
    read.await.map_err(|error| HistoryError::database(backend, error))?;
    page.is_last = (page.rows.len() as u64) < limit;
    Ok(page)
}

/// Page after page as one stream, so that memory does not grow with the result. An error of the database ends it.
pub(crate) fn paged<T, F>(
    select: Select,
    limit: Option<u64>,
    read: impl Fn(Select, u64) -> F + Send,
) -> impl Stream<Item = Result<T, HistoryError>> + Send
where
    T: Send,
    F: Future<Output = Result<Page<T>, HistoryError>> + Send,
{
    let pages = stream::unfold(Some((select, limit, read)), |state| async move {
        let (select, limit, read) = state?;
        let size = limit.map_or(PAGE, |limit| limit.min(PAGE));
        if size == 0 {
            return None;
        }
        let page = match read(select.clone(), size).await {
            Ok(page) => page,
            Err(error) => return Some((vec![Err(error)], None)),
        };
        let limit = limit.map(|limit| limit - page.rows.len() as u64);
        let next = page.last_position.filter(|_| !page.is_last);
        Some((page.rows, next.map(|last| (select.continued_after(last), limit, read))))
    });
    pages.map(stream::iter).flatten()
}

/// Counts the rows of a selection by family and event type, in the order of these names.
pub(crate) async fn count_rows(backend: &dyn Backend, select: &Select) -> Result<Vec<StoredEventCount>, HistoryError> {
    let rows = HistoryError::fetch(backend, select.counts(backend.dialect())).await?;
    let counts = rows.iter().filter_map(|row| {
        let [family, event_type, events] = &row[..] else { return None };
        let (family, event_type) = (family.as_text()?.to_owned(), event_type.as_text()?.to_owned());
        Some(StoredEventCount { family, event_type, events: events.as_count()? })
    });
    let mut counts: Vec<_> = counts.collect();
    // Not in SQL: PostgreSQL would order by the database's collation.
    counts.sort();
    Ok(counts)
}
