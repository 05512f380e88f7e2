//! The transaction that moves rows from `event_dead_letters` to `domain_events`.
//!
//! The rows are locked first, so that neither an erasure nor another retry removes one, and then the counter, so that positions have no gaps
//! and become visible in their order. Only rows that are in `domain_events` afterwards leave `event_dead_letters`.

use std::sync::Arc;

use super::listed::Row;
use crate::catalog::CatalogInfo;
use crate::envelope::{EventId, Position};
use crate::history::backend::column::names;
use crate::history::backend::quote::idents;
use crate::history::backend::{Arg, Backend, Dialect, ErrorKind, Statement, StoreError};
use crate::history::retry::run_with_retries;
use crate::history::schema;
use crate::types::Uuid;

/// A dead letter that is in the history now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Requeued {
    /// Its id.
    pub event_id: EventId,
    /// Its position.
    pub position: Position,
}

/// Moves rows of one database.
pub(super) struct Requeue<'a> {
    backend: &'a dyn Backend,
    catalog: &'static CatalogInfo,
    /// The columns of both tables.
    columns: Vec<String>,
}

impl<'a> Requeue<'a> {
    /// `keys` are the keys that have columns in the database.
    pub(super) fn new<'k>(
        backend: &'a dyn Backend,
        catalog: &'static CatalogInfo,
        keys: impl Iterator<Item = &'k str>,
    ) -> Self {
        Self { backend, catalog, columns: names(&[]).map(str::to_owned).chain(keys.map(str::to_owned)).collect() }
    }

    /// Moves rows in one transaction, and returns their positions. A row that is in neither table any more has none.
    pub(super) async fn run(&self, rows: &[Row]) -> Result<Vec<Requeued>, StoreError> {
        let ids: Arc<[Uuid]> = rows.iter().map(|row| row.event.event_id.as_uuid()).collect();
        let script = self.script(&ids);
        // If an answer is lost, the next try finds the moved rows in the history.
        let may_pass = |kind| matches!(kind, ErrorKind::Away | ErrorKind::Known);
        let (done, _) = run_with_retries(self.backend, &script, may_pass).await?;
        let [counter, places] = self.places_of_answers(script.len());
        if done.get(counter).is_none_or(|counter| counter.affected == 0) {
            return Err(StoreError::no_counter());
        }
        let places = done.get(places).map_or(&[][..], |done| &done.rows);
        let requeued = places.iter().filter_map(|row| {
            Some(Requeued { event_id: row.first()?.as_uuid()?.into(), position: row.get(1)?.as_count()?.into() })
        });
        Ok(requeued.collect())
    }

    /// The statements of a script that show whether there is a counter, and what is in the history now.
    fn places_of_answers(&self, statements: usize) -> [usize; 2] {
        match self.backend.dialect() {
            // Between the lock and the notification.
            Dialect::Postgres => [1, statements - 2],
            Dialect::Sqlite => [0, statements - 1],
        }
    }

    fn script(&self, ids: &Arc<[Uuid]>) -> Vec<Statement> {
        let dialect = self.backend.dialect();
        let (among, data) = match dialect {
            Dialect::Postgres => ("event_id = ANY($1)", "convert_from(\"event_data\", 'UTF8')::jsonb"),
            Dialect::Sqlite => ("event_id IN (SELECT value FROM json_each($1))", "CAST(\"event_data\" AS TEXT)"),
        };
        let with_ids = |sql: String| Statement::new(sql).with(Arg::Uuids(Arc::clone(ids)));
        let names = idents(self.columns.iter().map(String::as_str));
        let values = names.replace("\"event_data\"", data);
        let is_new = format!("{among} AND position > (SELECT last FROM event_positions)");
        let mut script = Vec::new();
        if dialect == Dialect::Postgres {
            script
                .push(with_ids(format!("SELECT 1 FROM event_dead_letters WHERE {among} ORDER BY event_id FOR UPDATE")));
        }
        script.extend([
            Statement::new("UPDATE event_positions SET last = last"),
            with_ids(format!(
                "INSERT INTO domain_events (position, {names}) \
                 SELECT (SELECT last FROM event_positions) + row_number() OVER (ORDER BY event_id), {values} FROM event_dead_letters \
                 WHERE {among} AND event_id NOT IN (SELECT event_id FROM domain_events WHERE {among}) \
                   AND EXISTS (SELECT 1 FROM event_positions)"
            )),
        ]);
        // A key that is newer than the row is filled from the payload, as in the rows of the history.
        let fills = schema::key_fills(self.catalog, &self.columns, &is_new, dialect);
        script.extend(fills.into_iter().map(with_ids));
        script.extend([
            with_ids(format!(
                "UPDATE event_positions SET last = last + (SELECT count(*) FROM domain_events WHERE {is_new})"
            )),
            with_ids(format!(
                "DELETE FROM event_dead_letters WHERE {among} AND event_id IN (SELECT event_id FROM domain_events WHERE {among})"
            )),
            with_ids(format!("SELECT event_id, position FROM domain_events WHERE {among}")),
        ]);
        if dialect == Dialect::Postgres {
            script.push(Statement::new("SELECT pg_notify('domain_events', 'history')"));
        }
        script
    }
}
