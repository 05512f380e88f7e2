//! Cursors from outside: to be listed, and forgotten.

use super::cursor::{WAKE_OTHERS, free};
use super::error::DurableError;
use crate::event::Domain;
use crate::history::backend::{Cell, Dialect, Statement};
use crate::history::error::HistoryError;
use crate::history::history::History;
use crate::history::shared::Shared;
use crate::types::Timestamp;

/// A durable subscription as the database knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CursorInfo {
    /// Its name.
    pub name: String,
    /// Everything up to here is done.
    pub position: u64,
    /// How often it has changed hands.
    pub epoch: u64,
    /// Who works, or worked last without giving it back.
    pub holder: Option<String>,
    /// Until when that is so, unless the lease is renewed.
    pub held_until: Option<Timestamp>,
    /// When it was last written.
    pub updated_at: Timestamp,
    /// How many positions it is behind the end of the history; also of events that it does not want.
    pub behind: u64,
    /// How many events are parked under its name.
    pub parked: u64,
}

impl<D: Domain> History<D> {
    /// All cursors, by name.
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
        let backend = &*self.shared.backend;
        let rows = backend.fetch(Statement::new(sql)).await;
        let rows = rows.map_err(|error| HistoryError::database(backend, error))?;
        Ok(rows.iter().filter_map(|row| cursor(row)).collect())
    }

    /// Deletes a cursor and what is parked under its name. A subscription that is started under the name later begins anew.
    ///
    /// # Errors
    ///
    /// [`DurableError::Held`] while somebody works under the name, [`DurableError::NoCursor`], and [`DurableError::History`] if the database does not
    /// answer.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves it deleted or not.
    pub async fn forget_cursor(&self, name: &str) -> Result<(), DurableError> {
        let backend = &*self.shared.backend;
        let mut delete = Statement::new("").with(name);
        let free = free(backend, &mut delete);
        delete.sql = format!("DELETE FROM event_cursors WHERE name = $1 AND {free}").into();
        let sql = "DELETE FROM event_parked WHERE cursor = $1 \
                   AND NOT EXISTS (SELECT 1 FROM event_cursors WHERE name = $1)";
        let done = backend.run(vec![delete, Statement::new(sql).with(name)]).await;
        let done = done.map_err(|error| HistoryError::database(backend, error))?;
        if done.first().is_some_and(|one| one.affected > 0) {
            return Ok(());
        }
        let all = self.cursors().await?;
        match all.into_iter().find(|cursor| cursor.name == name) {
            None => Err(DurableError::NoCursor { name: name.to_owned() }),
            Some(cursor) => Err(DurableError::Held {
                name: cursor.name,
                holder: cursor.holder.unwrap_or_default(),
                held_until: cursor.held_until.unwrap_or(cursor.updated_at),
            }),
        }
    }
}

/// An error unless there is a cursor of that name.
pub(super) async fn no_such_cursor(shared: &Shared, name: &str) -> Result<(), DurableError> {
    let select = Statement::new("SELECT epoch FROM event_cursors WHERE name = $1").with(name);
    let found = shared.backend.fetch(select).await;
    let found = found.map_err(|error| HistoryError::database(&*shared.backend, error))?;
    if found.is_empty() { Err(DurableError::NoCursor { name: name.to_owned() }) } else { Ok(()) }
}

/// A script whose commit wakes the subscriptions of other processes, where the database can.
pub(super) fn wake(shared: &Shared, mut script: Vec<Statement>) -> Vec<Statement> {
    if shared.backend.dialect() == Dialect::Postgres {
        script.push(Statement::new(WAKE_OTHERS));
    }
    script
}

fn cursor(row: &[Cell]) -> Option<CursorInfo> {
    let [name, position, epoch, holder, held_until, updated_at, last, parked] = row else { return None };
    let position = position.as_count()?;
    Some(CursorInfo {
        name: name.as_text()?.to_owned(),
        position,
        epoch: epoch.as_count()?,
        holder: holder.as_text().map(str::to_owned),
        held_until: held_until.as_sql_timestamp().map(|moment| moment.to_time()),
        updated_at: updated_at.as_sql_timestamp()?.to_time(),
        behind: last.as_count()?.saturating_sub(position),
        parked: parked.as_count()?,
    })
}
