//! Filling a new key's column from the events that are there.
//!
//! A batch is one transaction, and its end is written down in it: a process that dies, or several that do this at once, repeat a batch at
//! most, which changes nothing. Rows that have a value already are left alone.

use crate::catalog::{CatalogInfo, EventInfo, KeyInfo};
use crate::history::backend::{Arg, Backend, Dialect, Statement, StoreError};

use super::field::key_value;
use super::table::{EVENTS, OUTBOX};
use super::view::event_names;
use crate::history::backend::quote::{ident, literal};

/// Rows of a batch: some ten milliseconds, in which others wait for these rows only (SQLite: for the file).
const ROWS_PER_BATCH: i64 = 5_000;

/// One column to be filled.
#[derive(Debug, Clone)]
pub(super) struct Backfill {
    pub(super) column: &'static str,
    /// The whole of `UPDATE`, less the table and its rows.
    value: String,
    matching: String,
}

/// How to fill a key's column; `None` if no event carries the key.
pub(super) fn backfill(catalog: &CatalogInfo, key: &KeyInfo, dialect: Dialect) -> Option<Backfill> {
    // Most events carry a key in a field of its name: they share a branch.
    let mut branches: Vec<(String, Vec<String>)> = Vec::new();
    for event in catalog.events() {
        for &(_, path) in event.keys().iter().filter(|(index, _)| is_at(catalog, *index, key)) {
            let value = key_value(event, path, key.column().sql_type, dialect);
            let names = names_of(event, dialect);
            match branches.iter_mut().find(|(known, _)| *known == value) {
                Some((_, events)) => events.extend(names),
                None => branches.push((value, names.collect())),
            }
        }
    }
    if branches.is_empty() {
        return None;
    }
    let value = branches.iter().map(|(value, events)| format!("\n    WHEN {} THEN {value}", are(events)));
    let value = format!("CASE{}\nEND", value.collect::<String>());
    let events: Vec<_> = branches.into_iter().flat_map(|(_, events)| events).collect();
    Some(Backfill { column: key.name(), value, matching: are(&events) })
}

/// Statements that fill the columns of a catalog's keys, of those that there are, in rows of the history that a condition selects.
pub(crate) fn key_fills(catalog: &CatalogInfo, columns: &[String], condition: &str, dialect: Dialect) -> Vec<String> {
    let there = catalog.keys().iter().filter(|key| columns.iter().any(|column| column == key.name()));
    there.filter_map(|key| backfill(catalog, key, dialect)).map(|fill| fill.fill_where(condition)).collect()
}

fn is_at(catalog: &CatalogInfo, index: usize, key: &KeyInfo) -> bool {
    catalog.keys().get(index).is_some_and(|at| at.name() == key.name())
}

fn names_of(event: &EventInfo, dialect: Dialect) -> impl Iterator<Item = String> {
    let family = event.family();
    event_names(event).map(move |name| format!("({}, {})", literal(family, dialect), literal(name, dialect)))
}

fn are(events: &[String]) -> String {
    format!("(\"family\", \"event_type\") IN (VALUES {})", events.join(", "))
}

impl Backfill {
    /// Asks for the back-fill, from the first row on.
    pub(super) fn begin(&self, dialect: Dialect) -> String {
        let column = literal(self.column, dialect);
        format!(
            r#"INSERT INTO "event_backfills" ("column", "next_position")
SELECT {column}, coalesce(min("position"), 1) FROM "domain_events" WHERE true
ON CONFLICT ("column") DO UPDATE SET "next_position" = excluded."next_position""#
        )
    }

    /// Fills the outbox, which is small, at once.
    pub(super) fn fill_outbox(&self) -> String {
        self.update(OUTBOX, "")
    }

    /// Fills everything at once, and says that it is done: for a DBA, who may as well cut it into ranges of positions.
    pub(super) fn fill_all(&self, dialect: Dialect) -> [String; 2] {
        let done = format!(r#"DELETE FROM "event_backfills" WHERE "column" = {}"#, literal(self.column, dialect));
        [self.update(EVENTS, ""), done]
    }

    /// Fills rows of the history that a condition selects.
    fn fill_where(&self, condition: &str) -> String {
        self.update(EVENTS, &format!("{condition} AND "))
    }

    fn update(&self, table: &str, range: &str) -> String {
        let (table, column, Self { value, matching, .. }) = (ident(table), ident(self.column), self);
        format!("UPDATE {table} SET {column} = {value}\nWHERE {range}{column} IS NULL AND {matching}")
    }

    /// Fills the next rows; says whether there may be more.
    pub(super) async fn batch(&self, backend: &dyn Backend, lock: &[Statement]) -> Result<bool, StoreError> {
        let column = || Arg::from(self.column);
        let next = r#"SELECT "next_position" FROM "event_backfills" WHERE "column" = $1"#;
        let next = backend.fetch(Statement::new(next).with(column())).await?;
        // Somebody else has finished it.
        let Some(from) = int(&next) else { return Ok(false) };
        let end = r#"SELECT max("position") FROM
            (SELECT "position" FROM "domain_events" WHERE "position" >= $1 ORDER BY "position" LIMIT $2) AS "batch""#;
        let end = int(&backend.fetch(Statement::new(end).with(from).with(ROWS_PER_BATCH)).await?);
        let mut script = lock.to_vec();
        if let Some(end) = end {
            let update = self.update(EVENTS, r#""position" BETWEEN $1 AND $2 AND "#);
            script.push(Statement::new(update).with(from).with(end));
            let advance =
                r#"UPDATE "event_backfills" SET "next_position" = $1 WHERE "column" = $2 AND "next_position" = $3"#;
            script.push(Statement::new(advance).with(end + 1).with(column()).with(from));
        } else {
            let done = r#"DELETE FROM "event_backfills" WHERE "column" = $1
                AND "next_position" > coalesce((SELECT max("position") FROM "domain_events"), 0)"#;
            script.push(Statement::new(done).with(column()));
        }
        backend.run(script).await?;
        Ok(true)
    }
}

/// Removes the mark of a back-fill that no key of the catalog asks for any more.
pub(super) fn forget(column: &str, dialect: Dialect) -> String {
    format!(r#"DELETE FROM "event_backfills" WHERE "column" = {}"#, literal(column, dialect))
}

fn int(rows: &[Vec<crate::history::backend::Cell>]) -> Option<i64> {
    rows.first()?.first()?.as_int()
}
