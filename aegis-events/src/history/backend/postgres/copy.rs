//! Large batches by `COPY .. (FORMAT binary)`, which costs the server least per row.
//!
//! The counter's row is locked first, as for small batches. Rows are encoded while the server inserts the ones before them.

use sqlx::postgres::PgConnection;
use sqlx::{Connection, Row};

use super::errors::classify;
use super::timestamptz::Timestamptz;
use super::values::{JSONB_VERSION, types};
use crate::catalog::{KeyInfo, SqlType};
use crate::history::backend::column::names;
use crate::history::backend::quote::idents;
use crate::history::backend::{Arg, NewRow, Place, StoreError};

/// Bytes per message: enough to keep the server busy, few enough to encode the next ones meanwhile.
const CHUNK_BYTES: usize = 64 * 1024;
/// The start of a binary copy: a signature, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// The end of a binary copy, in place of the number of fields of a row.
const TRAILER: i16 = -1;

/// Copies rows with the keys of one catalog.
pub(super) struct Copy {
    keys: &'static [KeyInfo],
    types: Vec<SqlType>,
    sql: String,
}

impl Copy {
    pub(super) fn new(keys: &'static [KeyInfo]) -> Self {
        let sql = format!("COPY domain_events (position, {}) FROM STDIN (FORMAT binary)", idents(names(keys)));
        Self { keys, types: types(keys).collect(), sql }
    }

    /// Appends rows. All of them must be new.
    pub(super) async fn run(&self, connection: &mut PgConnection, rows: &[NewRow]) -> Result<Vec<Place>, StoreError> {
        let mut transaction = connection.begin().await.map_err(classify)?;
        let take = "UPDATE event_positions SET last = last + $1 RETURNING last, pg_notify('domain_events', 'history')";
        let taken = sqlx::query(take).bind(rows.len() as i64).fetch_optional(&mut *transaction).await;
        let taken = taken.map_err(classify)?.ok_or_else(StoreError::no_counter)?;
        let last: i64 = taken.try_get(0).map_err(classify)?;
        let first = last as u64 - rows.len() as u64 + 1;
        self.copy(&mut transaction, first, rows).await.map_err(classify)?;
        transaction.commit().await.map_err(classify)?;
        Ok((first..).take(rows.len()).map(|position| Place { position, is_new: true }).collect())
    }

    async fn copy(&self, connection: &mut PgConnection, first: u64, rows: &[NewRow]) -> Result<(), sqlx::Error> {
        let mut copy = connection.copy_in_raw(&self.sql).await?;
        let mut buffer = HEADER.to_vec();
        for (position, row) in (first..).zip(rows) {
            self.encode(&mut buffer, position, row);
            if buffer.len() >= CHUNK_BYTES {
                copy.send(buffer.as_slice()).await?;
                buffer.clear();
            }
        }
        buffer.extend_from_slice(&TRAILER.to_be_bytes());
        copy.send(buffer).await?;
        copy.finish().await.map(drop)
    }

    /// One row: the number of fields, then each field with its length in front.
    fn encode(&self, out: &mut Vec<u8>, position: u64, row: &NewRow) {
        out.extend_from_slice(&((1 + self.types.len()) as i16).to_be_bytes());
        field(out, &(position as i64).to_be_bytes());
        for (sql_type, arg) in self.types.iter().zip(row.args(self.keys)) {
            encode(out, *sql_type, &arg);
        }
    }
}

fn encode(out: &mut Vec<u8>, sql_type: SqlType, arg: &Arg) {
    match (arg, sql_type) {
        (Arg::Uuid(Some(uuid)), _) => field(out, uuid.as_bytes()),
        (Arg::Static(text), _) => field(out, text.as_bytes()),
        (Arg::Text(Some(text)), _) => field(out, text.as_bytes()),
        (Arg::SqlTimestamp(Some(time)), _) => field(out, &Timestamptz(*time).to_binary().to_be_bytes()),
        // The integers of a key fit into the column that the catalog gives it.
        (Arg::Int(Some(integer)), SqlType::SmallInt) => field(out, &(*integer as i16).to_be_bytes()),
        (Arg::Int(Some(integer)), SqlType::Integer) => field(out, &(*integer as i32).to_be_bytes()),
        (Arg::Int(Some(integer)), _) => field(out, &integer.to_be_bytes()),
        (Arg::Numeric(Some(integer)), _) => field(out, &numeric(*integer)),
        (Arg::Json(text), _) => {
            length(out, text.len() + 1);
            out.push(JSONB_VERSION);
            out.extend_from_slice(text.as_bytes());
        }
        _ => null(out),
    }
}

fn field(out: &mut Vec<u8>, bytes: &[u8]) {
    length(out, bytes.len());
    out.extend_from_slice(bytes);
}

fn null(out: &mut Vec<u8>) {
    out.extend_from_slice(&(-1_i32).to_be_bytes());
}

/// The server refuses the length of a value over 2 GB.
fn length(out: &mut Vec<u8>, bytes: usize) {
    out.extend_from_slice(&i32::try_from(bytes).unwrap_or(i32::MAX).to_be_bytes());
}

/// An integer as binary `numeric`: digits of base 10,000. The first one counts 10,000 to the power of the weight.
fn numeric(integer: i128) -> Vec<u8> {
    let mut digits = Vec::new();
    let mut rest = integer.unsigned_abs();
    while rest > 0 {
        digits.push((rest % 10_000) as i16);
        rest /= 10_000;
    }
    let weight = digits.len().saturating_sub(1) as i16;
    let sign: i16 = if integer < 0 { 0x4000 } else { 0 };
    let scale: i16 = 0;
    let head = [digits.len() as i16, weight, sign, scale];
    head.into_iter().chain(digits.into_iter().rev()).flat_map(i16::to_be_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::numeric;

    #[test]
    fn a_numeric_is_digits_of_base_10_000_greatest_first() {
        let words = |integer| numeric(integer).chunks(2).map(|b| i16::from_be_bytes([b[0], b[1]])).collect::<Vec<_>>();
        assert_eq!(words(0), [0, 0, 0, 0]);
        assert_eq!(words(7), [1, 0, 0, 0, 7]);
        assert_eq!(words(i128::from(u64::MAX)), [5, 4, 0, 0, 1844, 6744, 737, 955, 1615]);
        assert_eq!(words(-10_000), [2, 1, 0x4000, 0, 1, 0]);
    }
}
