//! GapReport: what retention and erasure took away before it was read.

use super::cursor::Cursor;
use crate::history::backend::{Cell, Statement, StoreError};

/// How many events were removed at positions behind one and up to another, at most. A removal says how many events it took out of which range; how many
/// of these lie in a part of the range is not known, but no more than the part has places.
pub(super) async fn count(cursor: &Cursor, behind: u64, up_to: u64) -> Result<u64, StoreError> {
    let sql = "SELECT first_position, last_position, events FROM event_removals \
               WHERE last_position > $1 AND first_position <= $2";
    let rows = cursor.shared.backend.fetch(Statement::new(sql).with(behind).with(up_to)).await?;
    let at_most = rows.iter().filter_map(|row| match &row[..] {
        [first, last, events] => {
            let (first, last) = (first.as_count()?.max(behind + 1), last.as_count()?.min(up_to));
            Some((last + 1).saturating_sub(first).min(Cell::as_count(events)?))
        }
        _ => None,
    });
    Ok(at_most.sum::<u64>().min(up_to - behind))
}
