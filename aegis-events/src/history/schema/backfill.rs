//! Fills the column of a new key from the events in the history.
//!
//! A batch is one transaction that also stores where the next one begins. If a process dies, or several do this at the same time, at most one
//! batch is repeated, which changes nothing. Rows that have a value are left alone.

use crate::catalog::{CatalogInfo, EventInfo, KeyInfo};
use crate::history::backend::{Arg, Backend, Dialect, Statement, StoreError};

use super::field::key_value;
use super::table::{EVENTS, OUTBOX};
use super::view::event_names;
use crate::history::backend::quote::{ident, literal};

/// Rows of a batch: about ten milliseconds, in which other writers wait for these rows (on SQLite, for the file).
const ROWS_PER_BATCH: i64 = 5_000;

/// A column to fill.
#[derive(Debug, Clone)]
pub(super) struct Backfill {
    pub(super) column: &'static str,
    /// The new value, as SQL.
    value: String,
    matching: String,
}

/// How to fill the column of a key; `None` if no event has the key.
pub(super) fn backfill(catalog: &CatalogInfo, key: &KeyInfo, dialect: Dialect) -> Option<Backfill> {
    // Most events have a key in a field of its name: they share a branch.
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

/// Statements that fill the existing columns of a catalog's keys, in the rows of the history that a condition selects.
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
    /// Starts to fill the column, at the first row.
    pub(super) fn begin(&self, dialect: Dialect) -> String {
        let column = literal(self.column, dialect);
        format!(
            r#"INSERT INTO "event_backfills" ("column", "next_position")
SELECT {column}, coalesce(min("position"), 1) FROM "domain_events" WHERE true
ON CONFLICT ("column") DO UPDATE SET "next_position" = excluded."next_position""#
        )
    }

    /// Fills the outbox, which is small, in one statement.
    pub(super) fn fill_outbox(&self) -> String {
        self.update(OUTBOX, "")
    }

    /// Fills all rows, and marks the column as filled: for a DBA, who may split the first statement into ranges of positions.
    pub(super) fn fill_all(&self, dialect: Dialect) -> [String; 2] {
        let done = format!(r#"DELETE FROM "event_backfills" WHERE "column" = {}"#, literal(self.column, dialect));
        [self.update(EVENTS, ""), done]
    }

    /// Fills the rows of the history that a condition selects.
    fn fill_where(&self, condition: &str) -> String {
        self.update(EVENTS, &format!("{condition} AND "))
    }

    fn update(&self, table: &str, range: &str) -> String {
        let (table, column, Self { value, matching, .. }) = (ident(table), ident(self.column), self);
        format!("UPDATE {table} SET {column} = {value}\nWHERE {range}{column} IS NULL AND {matching}")
    }

    /// Fills the next rows; returns whether there may be more.
    pub(super) async fn batch(&self, backend: &dyn Backend, lock: &[Statement]) -> Result<bool, StoreError> {
        let column = || Arg::from(self.column);
        let next = r#"SELECT "next_position" FROM "event_backfills" WHERE "column" = $1"#;
        let next = backend.fetch(Statement::new(next).with(column())).await?;
        // Another process has finished.
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

/// Stops filling a column that belongs to no key of the catalog any more.
pub(super) fn forget(column: &str, dialect: Dialect) -> String {
    format!(r#"DELETE FROM "event_backfills" WHERE "column" = {}"#, literal(column, dialect))
}

fn int(rows: &[Vec<crate::history::backend::Cell>]) -> Option<i64> {
    rows.first()?.first()?.as_int()
}
