//! Writes dead letters: rows that the database cannot keep.

use crate::catalog::KeyInfo;
use crate::history::backend::{Arg, Backend, StoreError};
use crate::history::reason::kept;
use crate::history::row::NewRow;

/// Writes a row to `event_dead_letters`, with the reason. A row with the same id is left as it is.
pub(crate) async fn write_dead_letter(
    backend: &dyn Backend,
    keys: &[KeyInfo],
    row: &NewRow,
    reason: &str,
) -> Result<(), StoreError> {
    let more = [("reason", Arg::from(&*kept(reason))), ("failed_at", backend.now().into())];
    let mut statement = row.insert("event_dead_letters", backend.dialect(), keys, &more);
    // As bytes: the payload may be invalid as `jsonb`.
    for arg in &mut statement.args {
        if let Arg::Json(json) = arg {
            *arg = Arg::Bytes(Some(json.as_bytes().into()));
        }
    }
    backend.run(vec![statement]).await.map(drop)
}
