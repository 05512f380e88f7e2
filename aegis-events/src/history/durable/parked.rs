//! Parked events: list, retry and skip.

use super::cursor::{now, wake_others};
use super::error::DurableError;
use crate::envelope::{EventId, Position};
use crate::event::Domain;
use crate::history::backend::{Cell, Change, Done, Statement};
use crate::history::error::HistoryError;
use crate::history::history::History;
use crate::types::Timestamp;

/// An event that a durable subscription could not handle.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParkedEvent {
    /// The position of the event in the history.
    pub position: Position,
    /// The id of the event.
    pub event_id: EventId,
    /// The last error of the handler, or why the row is not an event of the catalog.
    pub reason: String,
    /// How often the handler was called with the event.
    pub attempts: u32,
    /// When the event was parked.
    pub parked_at: Timestamp,
    /// When a retry was requested, until it is done.
    pub retry_at: Option<Timestamp>,
}

impl<D: Domain> History<D> {
    /// Lists the parked events of a cursor, by position. Read the events themselves by id, with
    /// [`Query::with_id`](crate::history::Query::with_id).
    ///
    /// # Errors
    ///
    /// [`DurableError::NoCursor`]; [`DurableError::History`] if the database cannot be read.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn parked(&self, name: &str) -> Result<Vec<ParkedEvent>, DurableError> {
        let sql = "SELECT position, event_id, reason, attempts, parked_at, retry_at FROM event_parked \
                   WHERE cursor = $1 ORDER BY position";
        let rows = HistoryError::fetch(&*self.shared.backend, Statement::new(sql).with(name)).await?;
        if rows.is_empty() && !self.cursors().await?.iter().any(|cursor| cursor.name == name) {
            return Err(DurableError::NoCursor { name: name.to_owned() });
        }
        Ok(rows.iter().filter_map(|row| parked(row)).collect())
    }

    /// Requests that the handler is called once more with a parked event.
    ///
    /// The working subscription does so within its poll interval, out of order; without one, the next subscription with this name does. If
    /// the handler succeeds, the event is no longer parked, otherwise it stays parked with the new reason.
    ///
    /// # Errors
    ///
    /// [`DurableError::NotParked`]; [`DurableError::History`] if the database cannot be written.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the retry may have been requested.
    pub async fn retry_parked(&self, name: &str, position: impl Into<Position>) -> Result<(), DurableError> {
        let position = position.into();
        let mut update = Statement::new("").with(name).with(position.get());
        let now = now(&*self.shared.backend, &mut update);
        update.sql = format!("UPDATE event_parked SET retry_at = {now} WHERE cursor = $1 AND position = $2").into();
        self.change_parked(name, position, update).await
    }

    /// Removes an event from the parked ones without handling it. The event stays in the history.
    ///
    /// # Errors
    ///
    /// [`DurableError::NotParked`]; [`DurableError::History`] if the database cannot be written.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the event may have been skipped.
    pub async fn skip_parked(&self, name: &str, position: impl Into<Position>) -> Result<(), DurableError> {
        let position = position.into();
        let sql = "DELETE FROM event_parked WHERE cursor = $1 AND position = $2";
        self.change_parked(name, position, Statement::new(sql).with(name).with(position.get())).await
    }

    async fn change_parked(&self, name: &str, position: Position, change: Statement) -> Result<(), DurableError> {
        let backend = &*self.shared.backend;
        let done = backend.run(wake_others(&self.shared, vec![change])).await;
        let done = done.map_err(|error| HistoryError::database(backend, error))?;
        self.shared.signals.raise(Change::History);
        match done.first() {
            Some(Done { affected: 1.., .. }) => Ok(()),
            _ => Err(DurableError::NotParked { name: name.to_owned(), position }),
        }
    }
}

fn parked(row: &[Cell]) -> Option<ParkedEvent> {
    let [position, event_id, reason, attempts, parked_at, retry_at] = row else { return None };
    Some(ParkedEvent {
        position: position.as_count()?.into(),
        event_id: event_id.as_uuid()?.into(),
        reason: reason.as_text()?.to_owned(),
        attempts: attempts.as_count()?.try_into().ok()?,
        parked_at: parked_at.as_sql_timestamp()?.to_time(),
        retry_at: retry_at.as_sql_timestamp().map(|timestamp| timestamp.to_time()),
    })
}
