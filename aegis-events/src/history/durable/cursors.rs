//! Cursors from outside their subscription: list and delete.

use super::cursor::free;
use super::error::DurableError;
use crate::envelope::Position;
use crate::event::Domain;
use crate::history::backend::{Cell, Statement};
use crate::history::error::HistoryError;
use crate::history::history::History;
use crate::types::Timestamp;

/// A durable subscription in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CursorInfo {
    /// The name of the subscription.
    pub name: String,
    /// Events up to this position are done.
    pub position: Position,
    /// How often the lease has been taken.
    pub epoch: u64,
    /// The holder of the lease; `None` if the last holder released it.
    pub holder: Option<String>,
    /// When the lease expires, unless it is renewed.
    pub held_until: Option<Timestamp>,
    /// When the row was last written.
    pub updated_at: Timestamp,
    /// How many positions the cursor is before the end of the history. Includes events that the subscription does not select.
    pub behind: u64,
    /// The number of parked events.
    pub parked: u64,
}

impl<D: Domain> History<D> {
    /// Lists all cursors, by name.
    ///
    /// # Errors
    ///
    /// [`DurableError::History`] if the database cannot be read.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn cursors(&self) -> Result<Vec<CursorInfo>, DurableError> {
        let sql = "SELECT c.name, c.position, c.epoch, c.holder, c.held_until, c.updated_at, p.last, \
                   (SELECT count(*) FROM event_parked e WHERE e.cursor = c.name) \
                   FROM event_cursors c CROSS JOIN event_positions p ORDER BY c.name";
        let rows = HistoryError::fetch(&*self.shared.backend, Statement::new(sql)).await?;
        Ok(rows.iter().filter_map(|row| cursor(row)).collect())
    }

    /// Deletes a cursor and its parked events. A subscription that is started with this name later begins anew.
    ///
    /// # Errors
    ///
    /// [`DurableError::Held`] while a process holds the lease; [`DurableError::NoCursor`]; [`DurableError::History`] if the database cannot be
    /// written.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the cursor may have been deleted.
    pub async fn forget_cursor(&self, name: &str) -> Result<(), DurableError> {
        let backend = &*self.shared.backend;
        let mut delete = Statement::new("").with(name);
        let free = free(backend, &mut delete);
        delete.sql = format!("DELETE FROM event_cursors WHERE name = $1 AND {free}").into();
        let sql = "DELETE FROM event_parked WHERE cursor = $1 \
                   AND NOT EXISTS (SELECT 1 FROM event_cursors WHERE name = $1)";
        let done = backend.run(vec![delete, Statement::new(sql).with(name)]).await;
        let done = done.map_err(|error| HistoryError::database(backend, error))?;
        if done.first().is_some_and(|first| first.affected > 0) {
            return Ok(());
        }
        match self.cursors().await?.into_iter().find(|cursor| cursor.name == name) {
            None => Err(DurableError::NoCursor { name: name.to_owned() }),
            Some(cursor) => Err(DurableError::Held {
                name: cursor.name,
                holder: cursor.holder.unwrap_or_default(),
                held_until: cursor.held_until.unwrap_or(cursor.updated_at),
            }),
        }
    }
}

fn cursor(row: &[Cell]) -> Option<CursorInfo> {
    let [name, position, epoch, holder, held_until, updated_at, last, parked] = row else { return None };
    let position = position.as_count()?;
    Some(CursorInfo {
        name: name.as_text()?.to_owned(),
        position: position.into(),
        epoch: epoch.as_count()?,
        holder: holder.as_text().map(str::to_owned),
        held_until: held_until.as_sql_timestamp().map(|timestamp| timestamp.to_time()),
        updated_at: updated_at.as_sql_timestamp()?.to_time(),
        behind: last.as_count()?.saturating_sub(position),
        parked: parked.as_count()?,
    })
}
