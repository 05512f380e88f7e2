//! The columns of `domain_events`.
//!
//! They are listed here once, for both databases. Tables, statements, and the rows that are written and read derive from this list. One
//! column per key of the catalog follows them.

use super::quote::idents;
use crate::catalog::{KeyInfo, SqlType};

/// A column that every history has, whatever its catalog.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EnvelopeColumn {
    pub(crate) name: &'static str,
    pub(crate) sql_type: SqlType,
    pub(crate) nullable: bool,
}

const fn column(name: &'static str, sql_type: SqlType) -> EnvelopeColumn {
    EnvelopeColumn { name, sql_type, nullable: false }
}

const fn nullable(name: &'static str, sql_type: SqlType) -> EnvelopeColumn {
    EnvelopeColumn { name, sql_type, nullable: true }
}

/// The column of the payload.
pub(crate) const PAYLOAD: &str = "event_data";

/// The columns between `position` and the keys, in the table's order. `event_outbox` and `event_dead_letters` have them too.
pub(crate) const COLUMNS: [EnvelopeColumn; 13] = [
    column("event_id", SqlType::Uuid),
    column("event_type", SqlType::Text),
    column("family", SqlType::Text),
    column("publisher", SqlType::Text),
    column("version", SqlType::BigInt),
    column("occurred_at", SqlType::Timestamp),
    column("created_at", SqlType::Timestamp),
    column("correlation_id", SqlType::Uuid),
    nullable("causation_id", SqlType::Uuid),
    column("node_id", SqlType::Text),
    column("bus_id", SqlType::Uuid),
    nullable("sequence", SqlType::BigInt),
    column(PAYLOAD, SqlType::Json),
];

/// Columns that decoding an event does not need.
const NOT_DECODED: [&str; 2] = ["version", "occurred_at"];

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
    idents(std::iter::once("position").chain(names(&[])))
}

/// [`COLUMNS`] without the payload.
pub(crate) fn without_payload() -> String {
    idents(names(&[]).filter(|name| *name != PAYLOAD))
}
