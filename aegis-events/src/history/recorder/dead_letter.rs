//! Rows that the database cannot keep: into a table of their own.

use crate::catalog::KeyInfo;
use crate::history::backend::{Arg, Backend, StoreError};
use crate::history::reason::kept;
use crate::history::row::NewRow;
use crate::history::table::insert;

/// Sets a row aside in `event_dead_letters`, with the reason. One that stands there already is left as it is.
pub(crate) async fn write_dead_letter(
    backend: &dyn Backend,
    keys: &[KeyInfo],
    row: &NewRow,
    reason: &str,
) -> Result<(), StoreError> {
    let more = [("reason", Arg::from(&*kept(reason))), ("failed_at", backend.now().into())];
    let mut statement = insert("event_dead_letters", backend.dialect(), keys, row, &more);
    // As bytes, since its being no valid `jsonb` may be the very reason.
    for arg in &mut statement.args {
        if let Arg::Json(json) = arg {
            *arg = Arg::Bytes(Some(json.as_bytes().into()));
        }
    }
    backend.run(vec![statement]).await.map(drop)
}
