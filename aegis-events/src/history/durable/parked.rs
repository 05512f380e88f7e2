//! Parked events: to be listed, tried again and skipped.

use super::admin::{no_such_cursor, wake};
use super::cursor::now;
use super::error::DurableError;
use crate::envelope::EventId;
use crate::event::Domain;
use crate::history::backend::{Cell, Done, Statement};
use crate::history::error::HistoryError;
use crate::history::history::History;
use crate::types::Timestamp;

/// An event that a durable subscription could not handle.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parked {
    /// Its place in the history: `history.events::<F>().after_position(position - 1).through_position(position)` reads it.
    pub position: u64,
    /// Its id.
    pub event_id: EventId,
    /// What the handler said last, or why the row is not an event of the catalog.
    pub reason: String,
    /// How often the handler was called with it.
    pub attempts: u32,
    /// When it was parked.
    pub parked_at: Timestamp,
    /// When somebody asked that it be tried again, if that has not happened yet.
    pub retry_at: Option<Timestamp>,
}

impl<D: Domain> History<D> {
    /// The events that are parked under a cursor's name, by position.
    ///
    /// # Errors
    ///
    /// [`DurableError::NoCursor`]; [`DurableError::History`] if the database cannot be read.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn parked(&self, name: &str) -> Result<Vec<Parked>, DurableError> {
        let sql = "SELECT position, event_id, reason, attempts, parked_at, retry_at FROM event_parked \
                   WHERE cursor = $1 ORDER BY position";
        let backend = &*self.shared.backend;
        let rows = backend.fetch(Statement::new(sql).with(name)).await;
        let rows = rows.map_err(|error| HistoryError::database(backend, error))?;
        if rows.is_empty() {
            no_such_cursor(&self.shared, name).await?;
        }
        Ok(rows.iter().filter_map(|row| parked(row)).collect())
    }

    /// Asks that a parked event be given to the handler once more. The subscription that works under the name does so within its poll interval,
    /// out of order; if it succeeds, the event is parked no longer, otherwise with the new reason. Where nobody works, whoever does so next.
    ///
    /// # Errors
    ///
    /// [`DurableError::NotParked`]; [`DurableError::History`] if the database does not answer.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves it asked for or not.
    pub async fn retry_parked(&self, name: &str, position: u64) -> Result<(), DurableError> {
        let mut update = Statement::new("").with(name).with(position);
        let now = now(&*self.shared.backend, &mut update);
        update.sql = format!("UPDATE event_parked SET retry_at = {now} WHERE cursor = $1 AND position = $2").into();
        self.change_parked(name, position, update).await
    }

    /// Lets a parked event go: it will not be handled. The event stays in the history.
    ///
    /// # Errors
    ///
    /// [`DurableError::NotParked`]; [`DurableError::History`] if the database does not answer.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves it parked or not.
    pub async fn skip_parked(&self, name: &str, position: u64) -> Result<(), DurableError> {
        let sql = "DELETE FROM event_parked WHERE cursor = $1 AND position = $2";
        self.change_parked(name, position, Statement::new(sql).with(name).with(position)).await
    }

    async fn change_parked(&self, name: &str, position: u64, change: Statement) -> Result<(), DurableError> {
        let backend = &*self.shared.backend;
        let done = backend.run(wake(&self.shared, vec![change])).await;
        let done = done.map_err(|error| HistoryError::database(backend, error))?;
        self.shared.signals.raise(crate::history::backend::Change::History);
        match done.first() {
            Some(Done { affected: 1.., .. }) => Ok(()),
            _ => Err(DurableError::NotParked { name: name.to_owned(), position }),
        }
    }
}

fn parked(row: &[Cell]) -> Option<Parked> {
    let [position, event_id, reason, attempts, parked_at, retry_at] = row else { return None };
    Some(Parked {
        position: position.as_count()?,
        event_id: event_id.as_uuid()?.into(),
        reason: reason.as_text()?.to_owned(),
        attempts: attempts.as_count()?.try_into().ok()?,
        parked_at: parked_at.as_sql_timestamp()?.to_time(),
        retry_at: retry_at.as_sql_timestamp().map(|moment| moment.to_time()),
    })
}
