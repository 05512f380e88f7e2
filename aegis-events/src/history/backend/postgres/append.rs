//! One batch is one statement. A large batch is copied.
//!
//! ```sql
//! WITH batch AS (SELECT .. FROM unnest(..) WITH ORDINALITY),
//!      fresh AS (the rows to insert, numbered),
//!      counter AS (UPDATE event_positions .. RETURNING last),
//!      inserted AS (INSERT INTO domain_events SELECT ..)
//! SELECT last, the number of fresh rows
//! ```
//!
//! The counter's row stays locked until the commit, so that transactions commit in the order of their positions.
//!
//! An event is rarely in the history already, so nothing is looked up at first. An id that is there violates the unique index, which rolls
//! back everything, the counter too. The careful form of the statement follows, which leaves out known ids. If another connection inserts
//! an id in between (the same batch, sent again because its answer was lost), the index is violated again, and the next try sees the id.

use std::borrow::Cow;
use std::sync::Arc;

use hashbrown::HashMap;
use sqlx::postgres::{PgArguments, PgConnection};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Connection, Postgres, Row};

use super::copy::Copy;
use super::errors::classify;
use super::timestamptz::Timestamptz;
use super::values::{JsonText, types};
use crate::catalog::{KeyInfo, SqlType};
use crate::history::backend::column::names;
use crate::history::backend::quote::{ident, idents};
use crate::history::backend::{Arg, ErrorKind, NewRow, Place, Source, StoreError};
use crate::types::Uuid;

/// The batch size from which a copy saves more than its five round trips cost.
const COPY_FROM: usize = 100;
/// How often an id may come in between before the caller gets the error. Twice is rare already.
const MAX_TRIES: u32 = 5;

/// The statements for the keys of a catalog.
pub(super) struct Append {
    keys: &'static [KeyInfo],
    copy: Copy,
    from_lane: Forms,
    from_outbox: Forms,
}

/// The forms of a statement.
struct Forms {
    /// Assumes that every event is new.
    hopeful: Arc<str>,
    /// Leaves out known events.
    careful: Arc<str>,
}

impl Append {
    pub(super) fn new(keys: &'static [KeyInfo]) -> Self {
        let forms = |source| Forms { hopeful: statement(keys, source, false), careful: statement(keys, source, true) };
        Self { keys, copy: Copy::new(keys), from_lane: forms(Source::Lane), from_outbox: forms(Source::Outbox) }
    }

    /// Appends the new events of a batch.
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
        // Without a counter, the statement inserts nothing and still deletes the rows from the outbox: then it must not commit.
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

/// Finds the positions of rows, some of which were known. New positions are above `last - fresh`.
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

/// The type in which values of a column are sent, and the cast to the column's type.
fn sent_as(sql_type: SqlType) -> (&'static str, &'static str) {
    match sql_type {
        SqlType::SmallInt => ("bigint", "::smallint"),
        SqlType::Integer => ("bigint", "::integer"),
        SqlType::Numeric20 => ("text", "::numeric(20)"),
        of => (of.postgres(), ""),
    }
}

fn statement(keys: &[KeyInfo], source: Source, is_careful: bool) -> Arc<str> {
    let (mut arrays, mut values) = (Vec::new(), Vec::new());
    for (name, sql_type) in names(keys).zip(types(keys)) {
        let (sent, cast) = sent_as(sql_type);
        arrays.push(format!("${}::{sent}[]", arrays.len() + 1));
        values.push(format!("fresh.{}{cast}", ident(name)));
    }
    let (arrays, names, values) = (arrays.join(", "), idents(names(keys)), values.join(", "));
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

/// One array per column.
fn bind_all<'q>(
    query: Query<'q, Postgres, PgArguments>,
    keys: &[KeyInfo],
    rows: &[NewRow],
) -> Query<'q, Postgres, PgArguments> {
    let types: Vec<_> = types(keys).collect();
    let mut columns = vec![Vec::with_capacity(rows.len()); types.len()];
    for row in rows {
        columns.iter_mut().zip(row.args(keys)).for_each(|(column, arg)| column.push(arg));
    }
    types.into_iter().zip(columns).fold(query, |query, (sql_type, column)| bind_column(query, sql_type, &column))
}

fn bind_column<'q>(
    query: Query<'q, Postgres, PgArguments>,
    sql_type: SqlType,
    column: &[Arg],
) -> Query<'q, Postgres, PgArguments> {
    fn all<'c, T>(column: &'c [Arg], of: impl Fn(&'c Arg) -> Option<T>) -> Vec<Option<T>> {
        column.iter().map(of).collect()
    }
    match sql_type {
        SqlType::Uuid => query.bind(all(column, |arg| if let Arg::Uuid(id) = arg { *id } else { None })),
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => {
            query.bind(all(column, |arg| if let Arg::Int(integer) = arg { *integer } else { None }))
        }
        SqlType::Timestamp => {
            query.bind(all(column, |arg| if let Arg::SqlTimestamp(time) = arg { time.map(Timestamptz) } else { None }))
        }
        SqlType::Json => query.bind(all(column, |arg| match arg {
            Arg::Json(text) => Some(JsonText(text.as_bytes())),
            _ => None,
        })),
        _ => query.bind(all(column, |arg| match arg {
            Arg::Static(text) => Some(Cow::Borrowed(*text)),
            Arg::Text(text) => text.as_deref().map(Cow::Borrowed),
            Arg::Numeric(integer) => integer.map(|integer| Cow::Owned(integer.to_string())),
            _ => None,
        })),
    }
}
