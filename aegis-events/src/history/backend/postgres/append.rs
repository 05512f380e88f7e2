//! One batch, one statement; a large one is copied.
//!
//! ```sql
//! WITH batch AS (SELECT .. FROM unnest(..) WITH ORDINALITY),
//!      fresh AS (what is to be inserted, numbered),
//!      counter AS (UPDATE event_positions .. RETURNING last),
//!      inserted AS (INSERT INTO domain_events SELECT ..)
//! SELECT last, how many were fresh
//! ```
//!
//! The counter's row stays locked until the commit, so that transactions commit in the order of their positions.
//!
//! Hardly any event is ever known already, so nothing is looked up at first: an id that is known violates the unique index, which rolls
//! everything back, the counter too. Then the careful form follows, which leaves out what is known. What another connection inserts in
//! between (the same batch, sent twice since nobody knew whether it had arrived) violates the index again, and the next try sees it.

use std::sync::Arc;

use hashbrown::HashMap;
use sqlx::postgres::{PgArguments, PgConnection};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Connection, Postgres, Row};

use super::copy::Copy;
use super::errors::classify;
use super::values::{JsonText, Timestamptz};
use crate::catalog::{KeyInfo, SqlType};
use crate::event::KeyValue;
use crate::history::backend::{ErrorKind, Place, Source, StoreError};
use crate::history::escape::escape_text;
use crate::history::row::{COLUMNS, NewRow};
use crate::types::Uuid;

/// From how many rows on a copy's five round trips cost less than what it saves per row.
const COPY_FROM: usize = 100;
/// How often an id may come in between before the caller hears of it. Twice is rare already.
const MAX_TRIES: u32 = 5;

/// The statement, written once for a catalog's keys.
pub(super) struct Append {
    keys: &'static [KeyInfo],
    copy: Copy,
    from_lane: Forms,
    from_outbox: Forms,
}

/// The forms of a statement.
struct Forms {
    /// Takes every event for new.
    hopeful: Arc<str>,
    /// Leaves out what is known.
    careful: Arc<str>,
}

impl Append {
    pub(super) fn new(keys: &'static [KeyInfo]) -> Self {
        let forms = |source| Forms { hopeful: statement(keys, source, false), careful: statement(keys, source, true) };
        Self { keys, copy: Copy::new(keys), from_lane: forms(Source::Lane), from_outbox: forms(Source::Outbox) }
    }

    /// Appends what is new of a batch.
    pub(super) async fn run(
        &self,
        connection: &mut PgConnection,
        rows: &[NewRow],
        source: Source,
    ) -> Result<Vec<Place>, StoreError> {
        let forms = match source {
            Source::Lane => &self.from_lane,
            Source::Outbox => &self.from_outbox,
        };
        let mut result = if source == Source::Lane && rows.len() >= COPY_FROM {
            self.copy.run(connection, rows).await
        } else {
            self.try_once(connection, &forms.hopeful, rows, source).await
        };
        for _ in 1..MAX_TRIES {
            match &result {
                Err(error) if error.kind == ErrorKind::Known => {
                    result = self.try_once(connection, &forms.careful, rows, source).await;
                }
                _ => break,
            }
        }
        result
    }

    async fn try_once(
        &self,
        connection: &mut PgConnection,
        sql: &Arc<str>,
        rows: &[NewRow],
        source: Source,
    ) -> Result<Vec<Place>, StoreError> {
        if source == Source::Lane {
            return self.run_statement(connection, sql, rows).await;
        }
        // A statement that found no counter inserts nothing, and would have taken the rows from the outbox all the same.
        let mut transaction = connection.begin().await.map_err(classify)?;
        let places = self.run_statement(&mut transaction, sql, rows).await?;
        transaction.commit().await.map_err(classify)?;
        Ok(places)
    }

    async fn run_statement(
        &self,
        connection: &mut PgConnection,
        sql: &Arc<str>,
        rows: &[NewRow],
    ) -> Result<Vec<Place>, StoreError> {
        let query = bind_all(sqlx::query(AssertSqlSafe(Arc::clone(sql))), self.keys, rows);
        let row = query.fetch_optional(&mut *connection).await.map_err(classify)?.ok_or_else(StoreError::no_counter)?;
        let last: i64 = row.try_get(0).map_err(classify)?;
        let fresh: i64 = row.try_get(1).map_err(classify)?;
        let (last, fresh) = (last as u64, fresh as usize);
        if fresh == rows.len() {
            let first = last - fresh as u64 + 1;
            return Ok((first..=last).map(|position| Place { position, is_new: true }).collect());
        }
        look_up(connection, rows, last, fresh as u64).await
    }
}

/// Finds the positions of rows of which some were known. What was given now lies above `last - fresh`.
async fn look_up(
    connection: &mut PgConnection,
    rows: &[NewRow],
    last: u64,
    fresh: u64,
) -> Result<Vec<Place>, StoreError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.event_id).collect();
    let known = sqlx::query("SELECT event_id, position FROM domain_events WHERE event_id = ANY($1)").bind(ids);
    let known = known.fetch_all(connection).await.map_err(classify)?;
    let known: Result<HashMap<Uuid, i64>, sqlx::Error> =
        known.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect();
    let known = known.map_err(classify)?;
    let places = rows.iter().map(|row| {
        let position = known.get(&row.event_id).map_or(0, |&position| position as u64);
        Place { position, is_new: position > last - fresh && position <= last }
    });
    Ok(places.collect())
}

/// How a key's values travel, and how they become its column.
fn key_types(sql_type: SqlType) -> (&'static str, &'static str) {
    match sql_type {
        SqlType::Uuid => ("uuid[]", ""),
        SqlType::SmallInt => ("int8[]", "::smallint"),
        SqlType::Integer => ("int8[]", "::integer"),
        SqlType::BigInt => ("int8[]", ""),
        SqlType::Numeric20 => ("text[]", "::numeric(20)"),
        _ => ("text[]", ""),
    }
}

fn statement(keys: &[KeyInfo], source: Source, is_careful: bool) -> Arc<str> {
    let mut arrays = Vec::new();
    let mut names = Vec::new();
    let mut values = Vec::new();
    for column in &COLUMNS {
        arrays.push(format!("${}::{}[]", arrays.len() + 1, column.sql_type.postgres()));
        names.push(format!("\"{}\"", column.name));
        values.push(format!("fresh.\"{}\"", column.name));
    }
    for key in keys {
        let (array, cast) = key_types(key.column().sql_type);
        arrays.push(format!("${}::{array}", arrays.len() + 1));
        names.push(format!("\"{}\"", key.name()));
        values.push(format!("fresh.\"{}\"{cast}", key.name()));
    }
    let (arrays, names, values) = (arrays.join(", "), names.join(", "), values.join(", "));
    let mut before = String::new();
    let mut conditions = Vec::new();
    if source == Source::Outbox {
        before.push_str("moved AS (DELETE FROM event_outbox WHERE event_id = ANY($1) RETURNING event_id), ");
        conditions.push("event_id IN (SELECT event_id FROM moved)");
    }
    if is_careful {
        before.push_str("known AS MATERIALIZED (SELECT event_id FROM domain_events WHERE event_id = ANY($1)), ");
        conditions.push("event_id NOT IN (SELECT event_id FROM known)");
    }
    let condition = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    let sql = format!(
        "WITH {before}fresh AS MATERIALIZED (SELECT *, row_number() OVER (ORDER BY \"_place\") AS \"_rank\" \
           FROM unnest({arrays}) WITH ORDINALITY AS batch ({names}, \"_place\"){condition}), \
         counter AS (UPDATE event_positions SET last = last + (SELECT count(*) FROM fresh) RETURNING last), \
         inserted AS (INSERT INTO domain_events (position, {names}) \
           SELECT counter.last - (SELECT count(*) FROM fresh) + fresh.\"_rank\", {values} FROM fresh, counter) \
         SELECT last, (SELECT count(*) FROM fresh), pg_notify('domain_events', 'history') FROM counter"
    );
    sql.into()
}

fn bind_all<'q>(
    query: Query<'q, Postgres, PgArguments>,
    keys: &[KeyInfo],
    rows: &'q [NewRow],
) -> Query<'q, Postgres, PgArguments> {
    fn all<'q, T>(rows: &'q [NewRow], of: impl Fn(&'q NewRow) -> T) -> Vec<T> {
        rows.iter().map(of).collect()
    }
    let query = query
        .bind(all(rows, |row| row.event_id))
        .bind(all(rows, |row| row.event_type))
        .bind(all(rows, |row| row.family))
        .bind(all(rows, |row| row.publisher))
        .bind(all(rows, |row| i64::from(row.version)))
        .bind(all(rows, |row| Timestamptz(row.occurred_at)))
        .bind(all(rows, |row| Timestamptz(row.created_at)))
        .bind(all(rows, |row| row.correlation_id))
        .bind(all(rows, |row| row.causation_id))
        .bind(all(rows, |row| row.node_id))
        .bind(all(rows, |row| row.bus_id))
        .bind(all(rows, |row| row.sequence.map(|sequence| sequence as i64)))
        .bind(all(rows, |row| JsonText(row.event_data.as_bytes())));
    keys.iter().enumerate().fold(query, |query, (at, key)| {
        let value = |row: &'q NewRow| row.keys.get(at).and_then(Option::as_ref);
        match key_types(key.column().sql_type).0 {
            "uuid[]" => query.bind(all(rows, |row| match value(row) {
                Some(KeyValue::Uuid(uuid)) => Some(*uuid),
                _ => None,
            })),
            "int8[]" => query.bind(all(rows, |row| match value(row) {
                Some(KeyValue::Integer(integer)) => i64::try_from(*integer).ok(),
                _ => None,
            })),
            _ => query.bind(all(rows, |row| match value(row) {
                Some(KeyValue::Text(text)) => Some(escape_text(text).into_owned()),
                Some(KeyValue::Integer(integer)) => Some(integer.to_string()),
                _ => None,
            })),
        }
    })
}
