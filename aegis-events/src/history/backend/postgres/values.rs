//! Values to and from PostgreSQL's binary formats.

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgRow, PgTypeInfo, PgValueFormat, PgValueRef};
use sqlx::{Encode, Postgres, Row, Type, TypeInfo, ValueRef};

use super::timestamptz::Timestamptz;
use crate::catalog::{KeyInfo, SqlType};
use crate::history::backend::column::COLUMNS;
use crate::history::backend::{Cell, ReadColumns};
use crate::history::sql_timestamp::SqlTimestamp;
use crate::types::Uuid;

/// The types of [`COLUMNS`] and of the keys, in the table's order.
pub(super) fn types(keys: &[KeyInfo]) -> impl Iterator<Item = SqlType> {
    COLUMNS.iter().map(|column| column.sql_type).chain(keys.iter().map(|key| key.column().sql_type))
}

/// A binary `jsonb` is this version, then the text.
pub(super) const JSONB_VERSION: u8 = 1;

/// JSON text on its way into a `jsonb`.
#[derive(Clone, Copy)]
pub(super) struct JsonText<'a>(pub(super) &'a [u8]);

impl Type<Postgres> for JsonText<'_> {
    fn type_info() -> PgTypeInfo {
        <sqlx::types::JsonValue as Type<Postgres>>::type_info()
    }
}

impl PgHasArrayType for JsonText<'_> {
    fn array_type_info() -> PgTypeInfo {
        <sqlx::types::JsonValue as PgHasArrayType>::array_type_info()
    }
}

impl Encode<'_, Postgres> for JsonText<'_> {
    fn encode_by_ref(&self, buf: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buf.push(JSONB_VERSION);
        buf.extend_from_slice(self.0);
        Ok(IsNull::No)
    }

    fn size_hint(&self) -> usize {
        self.0.len() + 1
    }
}

/// Any value that the statements of the history select.
pub(super) fn cell(row: &PgRow, at: usize) -> Result<Cell, sqlx::Error> {
    let value = row.try_get_raw(at)?;
    if value.is_null() {
        return Ok(Cell::Null);
    }
    let type_info = value.type_info().into_owned();
    let cell = match type_info.name() {
        "BOOL" => value.as_bytes().map(|bytes| Cell::Int(i64::from(bytes == [1]))),
        "INT2" | "INT4" | "INT8" => integer(value).map(Cell::Int),
        "FLOAT4" => bytes(value).map(|bytes| Cell::Real(f32::from_be_bytes(bytes).into())),
        "FLOAT8" => bytes(value).map(|bytes| Cell::Real(f64::from_be_bytes(bytes))),
        "UUID" => uuid(value).map(Cell::Uuid),
        "TIMESTAMPTZ" => time(value).map(Cell::SqlTimestamp),
        "BYTEA" => value.as_bytes().map(|bytes| Cell::Bytes(bytes.to_vec())),
        "JSONB" => json(value).map(|json| Cell::Text(String::from_utf8_lossy(json).into_owned())),
        "VOID" => Ok(Cell::Null),
        _ => value.as_str().map(|text| Cell::Text(text.to_owned())),
    };
    cell.map_err(|source| decode_error(at, source))
}

/// The columns of a row, one after the other.
pub(super) struct Columns<'r> {
    row: &'r PgRow,
    at: usize,
}

impl<'r> Columns<'r> {
    pub(super) fn of(row: &'r PgRow) -> Self {
        Self { row, at: 0 }
    }

    fn next<T>(&mut self, read: impl FnOnce(PgValueRef<'r>) -> Result<T, BoxDynError>) -> Result<T, sqlx::Error> {
        let at = self.at;
        self.at += 1;
        read(self.row.try_get_raw(at)?).map_err(|source| decode_error(at, source))
    }
}

impl<'r> ReadColumns<'r> for Columns<'r> {
    type Error = sqlx::Error;

    fn count(&mut self) -> Result<u64, sqlx::Error> {
        self.next(|value| Ok(u64::try_from(integer(value)?)?))
    }

    fn uuid(&mut self) -> Result<Uuid, sqlx::Error> {
        self.next(uuid)
    }

    fn text(&mut self) -> Result<&'r str, sqlx::Error> {
        self.next(|value| value.as_str())
    }

    fn time(&mut self) -> Result<SqlTimestamp, sqlx::Error> {
        self.next(time)
    }

    fn json(&mut self) -> Result<&'r [u8], sqlx::Error> {
        self.next(json)
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

fn bytes<const N: usize>(value: PgValueRef<'_>) -> Result<[u8; N], BoxDynError> {
    Ok(value.as_bytes()?.try_into()?)
}

/// An integer of two, four or eight bytes; a `timestamptz` is one too.
fn integer(value: PgValueRef<'_>) -> Result<i64, BoxDynError> {
    match *value.as_bytes()? {
        [a, b] => Ok(i16::from_be_bytes([a, b]).into()),
        [a, b, c, d] => Ok(i32::from_be_bytes([a, b, c, d]).into()),
        ref bytes => Ok(i64::from_be_bytes(bytes.try_into()?)),
    }
}

fn uuid(value: PgValueRef<'_>) -> Result<Uuid, BoxDynError> {
    bytes(value).map(Uuid::from_bytes)
}

fn time(value: PgValueRef<'_>) -> Result<SqlTimestamp, BoxDynError> {
    integer(value).map(|us| Timestamptz::from_binary(us).0)
}

fn json(value: PgValueRef<'_>) -> Result<&[u8], BoxDynError> {
    let format = value.format();
    let bytes = value.as_bytes()?;
    match (format, bytes) {
        (PgValueFormat::Binary, [JSONB_VERSION, text @ ..]) => Ok(text),
        (PgValueFormat::Text, text) => Ok(text),
        (PgValueFormat::Binary, _) => Err("not a jsonb of a known version".into()),
    }
}
