//! Reading a page of rows as events.

use std::sync::Arc;

use super::select::Select;
use crate::envelope::Envelope;
use crate::event::Domain;
use crate::history::error::HistoryError;
use crate::history::row::RawRow;
use crate::history::shared::Shared;

/// One row: the event, or why it is none.
pub(crate) type Read<D> = Result<Arc<Envelope<D>>, HistoryError>;

/// Rows in order, and where they end.
pub(crate) struct Page<D: Domain> {
    pub(crate) rows: Vec<Read<D>>,
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
) -> Result<Page<D>, HistoryError> {
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
