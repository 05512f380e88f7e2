//! A row that is ready to be written.

use std::fmt::Write;
use std::sync::Arc;

use super::column::names;
use super::quote::ident;
use super::{Arg, Dialect, Statement};
use crate::catalog::{KeyInfo, SqlType};
use crate::event::{KeyRef, KeyValue};
use crate::history::escape::escape_text;
use crate::history::sql_timestamp::SqlTimestamp;
use crate::types::Uuid;

/// A row of `domain_events`, without its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewRow {
    pub(crate) event_id: Uuid,
    pub(crate) event_type: &'static str,
    pub(crate) family: &'static str,
    pub(crate) publisher: &'static str,
    pub(crate) version: u32,
    pub(crate) occurred_at: SqlTimestamp,
    pub(crate) created_at: SqlTimestamp,
    pub(crate) correlation_id: Uuid,
    pub(crate) causation_id: Option<Uuid>,
    pub(crate) node_id: &'static str,
    pub(crate) bus_id: Uuid,
    /// `None` for an event that no bus has delivered.
    pub(crate) sequence: Option<u64>,
    /// JSON text, escaped.
    pub(crate) event_data: Arc<str>,
    /// The keys' values, in the catalog's order.
    pub(crate) keys: Box<[Option<KeyValue>]>,
}

impl NewRow {
    /// The values of [`COLUMNS`](super::column::COLUMNS) and of the keys, in the table's order.
    pub(crate) fn args<'a>(&'a self, keys: &'a [KeyInfo]) -> impl Iterator<Item = Arg> + 'a {
        let envelope = [
            Arg::Uuid(Some(self.event_id)),
            Arg::Static(self.event_type),
            Arg::Static(self.family),
            Arg::Static(self.publisher),
            Arg::Int(Some(self.version.into())),
            Arg::SqlTimestamp(Some(self.occurred_at)),
            Arg::SqlTimestamp(Some(self.created_at)),
            Arg::Uuid(Some(self.correlation_id)),
            Arg::Uuid(self.causation_id),
            Arg::Static(self.node_id),
            Arg::Uuid(Some(self.bus_id)),
            Arg::Int(self.sequence.map(|sequence| sequence as i64)),
            Arg::Json(Arc::clone(&self.event_data)),
        ];
        let keys = keys.iter().zip(&self.keys).map(|(key, value)| key_arg(key, value.as_ref().map(KeyValue::as_ref)));
        envelope.into_iter().chain(keys)
    }

    /// The statement that inserts the row into a table, followed by `more` columns. A row with the same id is left as it is.
    pub(crate) fn insert(&self, table: &str, dialect: Dialect, keys: &[KeyInfo], more: &[(&str, Arg)]) -> Statement {
        let more = more.iter().map(|(name, arg)| (*name, arg.clone()));
        let all = names(keys).map(|name| name as &str).zip(self.args(keys)).chain(more);
        let mut statement = Statement::new("");
        let (mut columns, mut places) = (String::new(), String::new());
        for (name, arg) in all {
            let comma = if columns.is_empty() { "" } else { ", " };
            let place = statement.typed_place_for(arg, dialect);
            // Writing to a `String` cannot fail.
            let _ = write!(columns, "{comma}{}", ident(name));
            let _ = write!(places, "{comma}{place}");
        }
        let sql = format!("INSERT INTO {table} ({columns}) VALUES ({places}) ON CONFLICT (event_id) DO NOTHING");
        Statement { sql: sql.into(), ..statement }
    }
}

/// A key's value as an argument for its column.
pub(crate) fn key_arg(key: &KeyInfo, value: Option<KeyRef<'_>>) -> Arg {
    match (key.column().sql_type, value) {
        (SqlType::Uuid, Some(KeyRef::Uuid(uuid))) => Arg::Uuid(Some(uuid)),
        (SqlType::Uuid, _) => Arg::Uuid(None),
        (SqlType::Numeric20, Some(KeyRef::Integer(integer))) => Arg::Numeric(Some(integer)),
        (SqlType::Numeric20, _) => Arg::Numeric(None),
        // Narrower integers fit.
        (SqlType::SmallInt | SqlType::Integer | SqlType::BigInt, Some(KeyRef::Integer(integer))) => {
            Arg::Int(i64::try_from(integer).ok())
        }
        (SqlType::SmallInt | SqlType::Integer | SqlType::BigInt, _) => Arg::Int(None),
        (_, Some(KeyRef::Text(text))) => Arg::Text(Some(escape_text(text).into())),
        (_, _) => Arg::Text(None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::column::COLUMNS;
    use super::*;

    #[test]
    fn values_are_in_the_order_of_the_columns() {
        let id = Uuid::nil();
        let row = NewRow {
            event_id: id,
            event_type: "event_type",
            family: "family",
            publisher: "publisher",
            version: 1,
            occurred_at: SqlTimestamp::MIN,
            created_at: SqlTimestamp::MAX,
            correlation_id: id,
            causation_id: None,
            node_id: "node_id",
            bus_id: id,
            sequence: None,
            event_data: "null".into(),
            keys: Box::default(),
        };
        let args: Vec<_> = row.args(&[]).collect();
        assert_eq!(args.len(), COLUMNS.len());
        for (column, arg) in COLUMNS.iter().zip(&args) {
            let fits = match (column.sql_type, arg) {
                (SqlType::Uuid, Arg::Uuid(id)) => id.is_some() || column.nullable,
                (SqlType::Text, Arg::Static(text)) => *text == column.name,
                (SqlType::BigInt, Arg::Int(integer)) => integer.is_some() || column.nullable,
                (SqlType::Timestamp, Arg::SqlTimestamp(Some(time))) => {
                    (*time == SqlTimestamp::MIN) == (column.name == "occurred_at")
                }
                (SqlType::Json, Arg::Json(_)) => true,
                _ => false,
            };
            assert!(fits, "{}: {arg:?}", column.name);
        }
    }
}
