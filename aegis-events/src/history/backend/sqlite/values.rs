//! Values out of SQLite's columns. Ids and times are texts there.

use sqlx::error::BoxDynError;
use sqlx::sqlite::{SqliteRow, SqliteValueRef};
use sqlx::{Decode, Row, Sqlite, TypeInfo, ValueRef};

use crate::history::backend::Cell;
use crate::history::row::RawRow;
use crate::history::sql_timestamp::SqlTimestamp;
use crate::types::Uuid;

/// The row's columns, in the order of [`RAW_COLUMNS`](crate::history::row::RAW_COLUMNS).
pub(super) fn raw_row(row: &SqliteRow) -> Result<RawRow<'_>, sqlx::Error> {
    let mut columns = Columns { row, at: 0 };
    Ok(RawRow {
        position: columns.next(positive)?,
        event_id: columns.next(uuid)?,
        family: columns.next(text)?,
        event_type: columns.next(text)?,
        publisher: columns.next(text)?,
        created_at: columns.next(moment)?,
        correlation_id: columns.next(uuid)?,
        causation_id: columns.next_nullable(uuid)?,
        node_id: columns.next(text)?,
        bus_id: columns.next(uuid)?,
        sequence: columns.next_nullable(positive)?,
        event_data: columns.next(|value| Ok(text(value)?.as_bytes()))?,
    })
}

/// Any value that the statements of the history select.
pub(super) fn cell(row: &SqliteRow, at: usize) -> Result<Cell, sqlx::Error> {
    let value = row.try_get_raw(at)?;
    if value.is_null() {
        return Ok(Cell::Null);
    }
    // Of an expression without a declared type, SQLite knows what the value at hand is.
    let type_info = value.type_info().into_owned();
    let cell = match type_info.name() {
        "INTEGER" | "BOOLEAN" | "INT4" | "BIGINT" => <i64 as Decode<Sqlite>>::decode(value).map(Cell::Int),
        "REAL" => <f64 as Decode<Sqlite>>::decode(value).map(Cell::Real),
        "BLOB" => <&[u8] as Decode<Sqlite>>::decode(value).map(|bytes| Cell::Bytes(bytes.to_vec())),
        _ => text(value).map(|text| Cell::Text(text.to_owned())),
    };
    cell.map_err(|source| decode_error(at, source))
}

struct Columns<'r> {
    row: &'r SqliteRow,
    at: usize,
}

impl<'r> Columns<'r> {
    fn next<T>(&mut self, read: impl FnOnce(SqliteValueRef<'r>) -> Result<T, BoxDynError>) -> Result<T, sqlx::Error> {
        let at = self.at;
        self.at += 1;
        read(self.row.try_get_raw(at)?).map_err(|source| decode_error(at, source))
    }

    fn next_nullable<T>(
        &mut self,
        read: impl FnOnce(SqliteValueRef<'r>) -> Result<T, BoxDynError>,
    ) -> Result<Option<T>, sqlx::Error> {
        self.next(|value| if value.is_null() { Ok(None) } else { read(value).map(Some) })
    }
}

fn decode_error(at: usize, source: BoxDynError) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: at.to_string(), source }
}

fn text(value: SqliteValueRef<'_>) -> Result<&str, BoxDynError> {
    <&str as Decode<Sqlite>>::decode(value)
}

fn positive(value: SqliteValueRef<'_>) -> Result<u64, BoxDynError> {
    Ok(u64::try_from(<i64 as Decode<Sqlite>>::decode(value)?)?)
}

fn uuid(value: SqliteValueRef<'_>) -> Result<Uuid, BoxDynError> {
    Ok(text(value)?.parse()?)
}

fn moment(value: SqliteValueRef<'_>) -> Result<SqlTimestamp, BoxDynError> {
    let text = text(value)?;
    SqlTimestamp::from_sql_text(text).ok_or_else(|| format!("`{text}` is not a time").into())
}
