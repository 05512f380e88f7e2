//! One batch is one transaction: the counter's row first, then inserts of many rows each.
//!
//! An event is rarely in the history already, so the batch is inserted without a lookup. If fewer rows are inserted than expected, the
//! transaction is rolled back and repeated with a lookup. The transaction is `IMMEDIATE`: no other connection writes until it commits.

use std::sync::Arc;

use futures_util::future::join;
use hashbrown::HashMap;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection, Row, Sqlite};

use super::bind::bind;
use crate::catalog::KeyInfo;
use crate::history::backend::column::names;
use crate::history::backend::quote::idents;
use crate::history::backend::{Arg, NewRow, Place, Source};
use crate::types::Uuid;

/// Rows per insert: few sizes, so that each statement is prepared once. SQLite accepts 32,766 parameters; 128 rows of an AEGIS event have
/// 2,816.
const ROWS_PER_INSERT: [usize; 3] = [128, 16, 1];

/// The statements for the keys of a catalog.
pub(super) struct Append {
    keys: &'static [KeyInfo],
    inserts: [(usize, Arc<str>); 3],
}

impl Append {
    pub(super) fn new(keys: &'static [KeyInfo]) -> Self {
        Self { keys, inserts: ROWS_PER_INSERT.map(|rows| (rows, insert(keys, rows))) }
    }

    /// Appends the new events of a batch.
    pub(super) async fn run(
        &self,
        connection: &mut SqliteConnection,
        rows: &[NewRow],
        source: Source,
    ) -> Result<Vec<Place>, sqlx::Error> {
        if source == Source::Lane
            && let Some(places) = self.all_new(connection, rows).await?
        {
            return Ok(places);
        }
        self.some_known(connection, rows, source).await
    }

    /// Appends all rows; `None`, and no change, if one of them is in the history already.
    async fn all_new(
        &self,
        connection: &mut SqliteConnection,
        rows: &[NewRow],
    ) -> Result<Option<Vec<Place>>, sqlx::Error> {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let before = take_positions(&mut transaction, rows.len()).await?;
        let all: Vec<&NewRow> = rows.iter().collect();
        if self.insert(&mut transaction, before, &all).await? < rows.len() as u64 {
            transaction.rollback().await?;
            return Ok(None);
        }
        transaction.commit().await?;
        let positions = before + 1..=before + rows.len() as u64;
        Ok(Some(positions.map(|position| Place { position, is_new: true }).collect()))
    }

    /// Looks up what is in the history and what is still in the outbox, and appends the rest.
    async fn some_known(
        &self,
        connection: &mut SqliteConnection,
        rows: &[NewRow],
        source: Source,
    ) -> Result<Vec<Place>, sqlx::Error> {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let ids = Arg::Uuids(rows.iter().map(|row| row.event_id).collect());
        let known = "SELECT event_id, position FROM domain_events WHERE event_id IN (SELECT value FROM json_each($1))";
        let known = bind(sqlx::query(known), &ids).fetch_all(&mut *transaction).await?;
        let known: Result<Vec<(String, i64)>, sqlx::Error> =
            known.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect();
        let mut places: HashMap<Uuid, Place> = known?
            .iter()
            .filter_map(|(id, at)| Some((id.parse().ok()?, Place { position: *at as u64, is_new: false })))
            .collect();
        let waiting: Option<Vec<Uuid>> = if source == Source::Outbox {
            let moved =
                "DELETE FROM event_outbox WHERE event_id IN (SELECT value FROM json_each($1)) RETURNING event_id";
            let moved = bind(sqlx::query(moved), &ids).fetch_all(&mut *transaction).await?;
            let moved: Result<Vec<String>, sqlx::Error> = moved.iter().map(|row| row.try_get(0)).collect();
            Some(moved?.iter().filter_map(|id| id.parse().ok()).collect())
        } else {
            None
        };
        let is_wanted = |row: &&NewRow| {
            !places.contains_key(&row.event_id) && waiting.as_ref().is_none_or(|ids| ids.contains(&row.event_id))
        };
        let fresh: Vec<&NewRow> = rows.iter().filter(is_wanted).collect();
        let before = take_positions(&mut transaction, fresh.len()).await?;
        self.insert(&mut transaction, before, &fresh).await?;
        transaction.commit().await?;
        for (position, row) in (before + 1..).zip(&fresh) {
            places.insert(row.event_id, Place { position, is_new: true });
        }
        let gone = Place { position: 0, is_new: false };
        let places = rows.iter().map(|row| places.get(&row.event_id).copied().unwrap_or(gone));
        Ok(places.collect())
    }

    /// Inserts rows at the positions after `before`, except those that are in the history; returns how many it inserted.
    async fn insert(
        &self,
        transaction: &mut SqliteConnection,
        before: u64,
        rows: &[&NewRow],
    ) -> Result<u64, sqlx::Error> {
        let mut inserted = 0;
        let mut queries = self.queries(before, rows);
        let mut next = queries.next();
        while let Some(query) = next {
            // The driver's thread inserts while the next rows are bound here.
            let (done, bound) = join(query.execute(&mut *transaction), async { queries.next() }).await;
            inserted += done?.rows_affected();
            next = bound;
        }
        Ok(inserted)
    }

    /// The statements that insert rows at the positions after `before`.
    fn queries(&self, before: u64, rows: &[&NewRow]) -> impl Iterator<Item = Query<'static, Sqlite, SqliteArguments>> {
        let mut position = before;
        let mut rest = rows;
        std::iter::from_fn(move || {
            let mut sizes = self.inserts.iter();
            let ((now, later), sql) = sizes.find_map(|(size, sql)| Some((rest.split_at_checked(*size)?, sql)))?;
            rest = later;
            let mut query = sqlx::query(AssertSqlSafe(Arc::clone(sql)));
            for row in now {
                position += 1;
                query = bind_row(query, position, row, self.keys);
            }
            Some(query)
        })
    }
}

/// Advances the counter; returns the last position before the new ones.
async fn take_positions(transaction: &mut SqliteConnection, count: usize) -> Result<u64, sqlx::Error> {
    let sql = "UPDATE event_positions SET last = last + $1 RETURNING last";
    let row = sqlx::query(sql).bind(count as i64).fetch_one(transaction).await?;
    let last: i64 = row.try_get(0)?;
    Ok(last as u64 - count as u64)
}

fn bind_row<'q>(
    query: Query<'q, Sqlite, SqliteArguments>,
    position: u64,
    row: &NewRow,
    keys: &[KeyInfo],
) -> Query<'q, Sqlite, SqliteArguments> {
    row.args(keys).fold(query.bind(position as i64), |query, arg| bind(query, &arg))
}

fn insert(keys: &[KeyInfo], rows: usize) -> Arc<str> {
    let row = format!("(?{})", ", ?".repeat(names(keys).count()));
    let values = vec![row; rows].join(", ");
    let names = idents(names(keys));
    format!("INSERT INTO domain_events (position, {names}) VALUES {values} ON CONFLICT (event_id) DO NOTHING").into()
}
