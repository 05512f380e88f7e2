//! Counts the events that retention or erasure removed before the subscription read them.

use super::cursor::Cursor;
use crate::history::backend::{Cell, Statement, StoreError};

/// The greatest possible number of events that were removed after one position, through another.
///
/// A removal is recorded as a number of events within a range. How many of them were in a part of the range is unknown, but at most as many
/// as the part has positions.
pub(super) async fn count_removed(cursor: &Cursor, after: u64, through: u64) -> Result<u64, StoreError> {
    let sql = "SELECT first_position, last_position, events FROM event_removals \
               WHERE last_position > $1 AND first_position <= $2";
    let rows = cursor.shared.backend.fetch(Statement::new(sql).with(after).with(through)).await?;
    let at_most = rows.iter().filter_map(|row| {
        let [first, last, events] = &row[..] else { return None };
        let (first, last) = (first.as_count()?.max(after + 1), last.as_count()?.min(through));
        Some((last + 1).saturating_sub(first).min(Cell::as_count(events)?))
    });
    Ok(at_most.sum::<u64>().min(through - after))
}
