//! Values from SQLite's columns, where ids and times are texts.

use sqlx::error::BoxDynError;
use sqlx::sqlite::{SqliteRow, SqliteValueRef};
use sqlx::{Decode, Row, Sqlite, TypeInfo, ValueRef};

use crate::history::backend::{Cell, ReadColumns};
use crate::history::sql_timestamp::SqlTimestamp;
use crate::types::Uuid;

/// Any value that the statements of the history select.
pub(super) fn cell(row: &SqliteRow, at: usize) -> Result<Cell, sqlx::Error> {
    let value = row.try_get_raw(at)?;
    if value.is_null() {
        return Ok(Cell::Null);
    }
    // An expression has no declared type, but its value has one.
    let type_info = value.type_info().into_owned();
    let cell = match type_info.name() {
        "INTEGER" | "BOOLEAN" | "INT4" | "BIGINT" => <i64 as Decode<Sqlite>>::decode(value).map(Cell::Int),
        "REAL" => <f64 as Decode<Sqlite>>::decode(value).map(Cell::Real),
        "BLOB" => <&[u8] as Decode<Sqlite>>::decode(value).map(|bytes| Cell::Bytes(bytes.to_vec())),
        _ => text(value).map(|text| Cell::Text(text.to_owned())),
    };
    cell.map_err(|source| decode_error(at, source))
}

/// The columns of a row, one after the other.
pub(super) struct Columns<'r> {
    row: &'r SqliteRow,
    at: usize,
}

impl<'r> Columns<'r> {
    pub(super) fn of(row: &'r SqliteRow) -> Self {
        Self { row, at: 0 }
    }

    fn next<T>(&mut self, read: impl FnOnce(SqliteValueRef<'r>) -> Result<T, BoxDynError>) -> Result<T, sqlx::Error> {
        let at = self.at;
        self.at += 1;
        read(self.row.try_get_raw(at)?).map_err(|source| decode_error(at, source))
    }
}

impl<'r> ReadColumns<'r> for Columns<'r> {
    type Error = sqlx::Error;

    fn count(&mut self) -> Result<u64, sqlx::Error> {
        self.next(|value| Ok(u64::try_from(<i64 as Decode<Sqlite>>::decode(value)?)?))
    }

    fn uuid(&mut self) -> Result<Uuid, sqlx::Error> {
        self.next(|value| Ok(text(value)?.parse()?))
    }

    fn text(&mut self) -> Result<&'r str, sqlx::Error> {
        self.next(text)
    }

    fn time(&mut self) -> Result<SqlTimestamp, sqlx::Error> {
        self.next(|value| {
            let text = text(value)?;
            SqlTimestamp::from_sql_text(text).ok_or_else(|| format!("`{text}` is not a time").into())
        })
    }

    fn json(&mut self) -> Result<&'r [u8], sqlx::Error> {
        self.text().map(str::as_bytes)
    }

    fn skip_null(&mut self) -> Result<bool, sqlx::Error> {
        let is_null = self.row.try_get_raw(self.at)?.is_null();
        self.at += usize::from(is_null);
        Ok(is_null)
    }
}

fn decode_error(at: usize, source: BoxDynError) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: at.to_string(), source }
}

fn text(value: SqliteValueRef<'_>) -> Result<&str, BoxDynError> {
    <&str as Decode<Sqlite>>::decode(value)
}
