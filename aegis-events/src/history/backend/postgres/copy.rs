//! Large batches by `COPY .. (FORMAT binary)`, which costs the server least per row.
//!
//! The counter's row is locked first, as in the one statement of small batches. Rows are encoded while the server is inserting those before.

use sqlx::postgres::PgConnection;
use sqlx::{Connection, Row};

use super::errors::classify;
use crate::catalog::{KeyInfo, SqlType};
use crate::event::KeyValue;
use crate::history::backend::{Place, StoreError};
use crate::history::escape::escape_text;
use crate::history::row::{COLUMNS, NewRow};

/// Bytes that are sent at once: enough for the server to have work, few enough to be encoded before it has done it.
const CHUNK_BYTES: usize = 64 * 1024;
/// What a binary copy begins with: a signature, then no flags and no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// What it ends with, in the place of a row's number of fields.
const TRAILER: i16 = -1;

/// Copies of one catalog's rows.
pub(super) struct Copy {
    keys: &'static [KeyInfo],
    sql: String,
}

impl Copy {
    pub(super) fn new(keys: &'static [KeyInfo]) -> Self {
        let names = COLUMNS.iter().map(|column| column.name).chain(keys.iter().map(KeyInfo::name));
        let names: Vec<_> = names.map(|name| format!("\"{name}\"")).collect();
        Self { keys, sql: format!("COPY domain_events (position, {}) FROM STDIN (FORMAT binary)", names.join(", ")) }
    }

    /// Appends rows, all of which must be new.
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

    /// One row: the number of fields, then each with its length in front. The order is that of [`COLUMNS`].
    fn encode(&self, out: &mut Vec<u8>, position: u64, row: &NewRow) {
        out.extend_from_slice(&((1 + COLUMNS.len() + self.keys.len()) as i16).to_be_bytes());
        field(out, &(position as i64).to_be_bytes());
        field(out, row.event_id.as_bytes());
        field(out, row.event_type.as_bytes());
        field(out, row.family.as_bytes());
        field(out, row.publisher.as_bytes());
        field(out, &i64::from(row.version).to_be_bytes());
        field(out, &row.occurred_at.to_postgres().to_be_bytes());
        field(out, &row.created_at.to_postgres().to_be_bytes());
        field(out, row.correlation_id.as_bytes());
        match row.causation_id {
            Some(id) => field(out, id.as_bytes()),
            None => null(out),
        }
        field(out, row.node_id.as_bytes());
        field(out, row.bus_id.as_bytes());
        match row.sequence {
            Some(sequence) => field(out, &(sequence as i64).to_be_bytes()),
            None => null(out),
        }
        // `jsonb` in binary is a version, 1, then the text.
        length(out, row.event_data.len() + 1);
        out.push(1);
        out.extend_from_slice(row.event_data.as_bytes());
        for (key, value) in self.keys.iter().zip(&row.keys) {
            encode_key(out, key.column().sql_type, value.as_ref());
        }
    }
}

fn encode_key(out: &mut Vec<u8>, sql_type: SqlType, value: Option<&KeyValue>) {
    match (sql_type, value) {
        (SqlType::Uuid, Some(KeyValue::Uuid(uuid))) => field(out, uuid.as_bytes()),
        // The catalog's integers fit into the columns that it gave them.
        (SqlType::SmallInt, Some(KeyValue::Integer(integer))) => field(out, &(*integer as i16).to_be_bytes()),
        (SqlType::Integer, Some(KeyValue::Integer(integer))) => field(out, &(*integer as i32).to_be_bytes()),
        (SqlType::BigInt, Some(KeyValue::Integer(integer))) => field(out, &(*integer as i64).to_be_bytes()),
        (SqlType::Numeric20, Some(KeyValue::Integer(integer))) => field(out, &numeric(*integer)),
        (_, Some(KeyValue::Text(text))) => field(out, escape_text(text).as_bytes()),
        (_, _) => null(out),
    }
}

fn field(out: &mut Vec<u8>, bytes: &[u8]) {
    length(out, bytes.len());
    out.extend_from_slice(bytes);
}

fn null(out: &mut Vec<u8>) {
    out.extend_from_slice(&(-1_i32).to_be_bytes());
}

/// A value over 2 GB gets a length that the server refuses.
fn length(out: &mut Vec<u8>, bytes: usize) {
    out.extend_from_slice(&i32::try_from(bytes).unwrap_or(i32::MAX).to_be_bytes());
}

/// An integer as PostgreSQL's binary `numeric`: digits of base 10,000, the first of them worth 10,000 to the power of the weight.
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
    fn numerics_are_digits_of_ten_thousand_the_greatest_first() {
        let words = |integer| numeric(integer).chunks(2).map(|b| i16::from_be_bytes([b[0], b[1]])).collect::<Vec<_>>();
        assert_eq!(words(0), [0, 0, 0, 0]);
        assert_eq!(words(7), [1, 0, 0, 0, 7]);
        assert_eq!(words(i128::from(u64::MAX)), [5, 4, 0, 0, 1844, 6744, 737, 955, 1615]);
        assert_eq!(words(-10_000), [2, 1, 0x4000, 0, 1, 0]);
    }
}
