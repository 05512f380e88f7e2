//! Reading a page of rows as events.

use std::future::Future;
use std::sync::Arc;

use futures_core::Stream;
use futures_util::stream::{self, StreamExt};

use super::select::Select;
use crate::envelope::Envelope;
use crate::event::Domain;
use crate::history::backend::Backend;
use crate::history::error::HistoryError;
use crate::history::row::RawRow;
use crate::history::shared::Shared;

/// One row: the event, or why it is none.
pub(crate) type Read<D> = Result<Arc<Envelope<D>>, HistoryError>;

/// Rows per round trip. More gains little, and each open stream holds so many events.
const PAGE: u64 = 1_000;

/// Rows in order, and where they end.
pub(crate) struct Page<T> {
    pub(crate) rows: Vec<Result<T, HistoryError>>,
    /// The last row's position, also if it does not decode.
    pub(crate) last_position: Option<u64>,
    /// The last row's place on its bus, also if it does not decode.
    pub(crate) last_sequence: Option<u64>,
    /// There are no more rows behind it.
    pub(crate) is_last: bool,
}

/// Reads the first rows of a selection. Cancel safe.
pub(crate) async fn read_page<D: Domain>(
    shared: &Shared,
    select: &Select,
    limit: u64,
) -> Result<Page<Arc<Envelope<D>>>, HistoryError> {
    let mut page = Page { rows: Vec::new(), last_position: None, last_sequence: None, is_last: false };
    let mut each = |row: RawRow<'_>| {
        page.last_position = Some(row.position);
        page.last_sequence = row.sequence;
        let event = row.decode::<D>().map(Arc::new);
        page.rows.push(event.map_err(|why| HistoryError::undecodable(D::catalog().name(), &row, why)));
    };
    let statement = select.rows(shared.backend.dialect(), limit);
    let read = shared.backend.rows(statement, &mut each).await;
    read.map_err(|error| HistoryError::database(&*shared.backend, error))?;
    page.is_last = (page.rows.len() as u64) < limit;
    Ok(page)
}

/// Page after page, as one stream: memory does not grow with the result. An error of the database ends it.
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
        Some((page.rows, next.map(|last| (select.behind(last), limit, read))))
    });
    pages.map(stream::iter).flatten()
}

/// How many rows there are of each family and event type.
pub(crate) async fn count_rows(
    backend: &dyn Backend,
    select: &Select,
) -> Result<Vec<((String, String), u64)>, HistoryError> {
    let rows = backend.fetch(select.counts(backend.dialect())).await;
    let rows = rows.map_err(|error| HistoryError::database(backend, error))?;
    let counts = rows.iter().filter_map(|row| match &row[..] {
        [family, event_type, count] => {
            Some(((family.as_text()?.to_owned(), event_type.as_text()?.to_owned()), count.as_count()?))
        }
        _ => None,
    });
    Ok(counts.collect())
}
