//! The columns of `domain_events`.
//!
//! Tables, statements, and the rows that are written and read derive from the list in `aegis_events_sql::envelope`, for both databases.
//! One column per key of the catalog follows them.

use aegis_events_sql::envelope::{EVENT_DATA, OCCURRED_AT, POSITION, VERSION};
pub(crate) use aegis_events_sql::envelope::{EnvelopeColumn, TABLE as COLUMNS};

use super::quote::idents;
use crate::catalog::KeyInfo;

/// The column of the payload.
pub(crate) const PAYLOAD: &str = EVENT_DATA.name;

/// Columns that decoding an event does not need.
const NOT_DECODED: [&str; 2] = [VERSION.name, OCCURRED_AT.name];

/// The names of [`COLUMNS`] and of the keys, in the table's order.
pub(crate) fn names(keys: &[KeyInfo]) -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|column| column.name).chain(keys.iter().map(KeyInfo::name))
}

/// What a statement selects for [`RawRow::read`](super::RawRow::read). A table without positions passes a number for them.
pub(crate) fn decoded(position: &str) -> String {
    let decoded = COLUMNS.iter().map(|column| column.name).filter(|name| !NOT_DECODED.contains(name));
    format!("{position}, {}", idents(decoded))
}

/// Every column but the keys: `position`, then [`COLUMNS`].
pub(crate) fn stored() -> String {
    idents(std::iter::once(POSITION.name).chain(names(&[])))
}

/// [`COLUMNS`] without the payload.
pub(crate) fn without_payload() -> String {
    idents(names(&[]).filter(|name| *name != PAYLOAD))
}
