//! A cursor's row and what is parked under its name, in SQL for both databases.
//!
//! Every write of a subscription at work carries its epoch and its holder: where they are no longer the row's, nothing is written.
//! PostgreSQL's own clock says when a lease ends, so that the clocks of processes do not matter; SQLite has none, and all its users have one
//! machine's.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::history::backend::{Backend, Cell, Dialect, Done, ErrorKind, Statement, StoreError};
use crate::history::reason::kept;
use crate::history::shared::Shared;
use crate::history::sql_timestamp::SqlTimestamp;

/// Wakes everybody who follows the history in other processes, once the transaction has committed. What it says is for people.
pub(super) const WAKE_OTHERS: &str = "SELECT pg_notify('domain_events', 'cursor')";

/// Where a cursor that is made begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// Behind a position.
    Behind(u64),
    /// Behind everything that is there.
    Now,
}

/// What a cursor's row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Row {
    pub(super) position: u64,
    pub(super) epoch: u64,
}

/// What there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    /// The last position of the history: everything up to it is committed.
    pub(super) head: u64,
    /// The first parked event that somebody wants to be tried again.
    pub(super) retry: Option<Retry>,
    /// Whether anything behind the given position was ever removed.
    pub(super) has_removals: bool,
}

/// A wish that a parked event be tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Retry {
    pub(super) position: u64,
    /// When it was uttered: a later one, while the event is being tried, is a wish of its own.
    pub(super) asked_at: SqlTimestamp,
}

/// One subscription's cursor.
#[derive(Clone)]
pub(super) struct Cursor {
    pub(super) shared: Arc<Shared>,
    pub(super) name: Arc<str>,
    /// Who this is: no two subscriptions have the same.
    pub(super) holder: Arc<str>,
    pub(super) lease: Duration,
    pub(super) start: Start,
}

impl Cursor {
    /// The row, made if it was missing. Two that make it at once get the same.
    pub(super) async fn made(&self) -> Result<Row, StoreError> {
        if let Some(row) = self.read().await? {
            return Ok(row);
        }
        let mut insert = Statement::new("").with(&*self.name);
        let now = now(&*self.shared.backend, &mut insert);
        let position = match self.start {
            Start::Behind(position) => insert.place_for(position),
            Start::Now => "last".into(),
        };
        insert.sql = format!(
            "INSERT INTO event_cursors (name, position, epoch, updated_at) \
             SELECT $1, {position}, 0, {now} FROM event_positions WHERE true ON CONFLICT (name) DO NOTHING"
        )
        .into();
        self.shared.backend.run(vec![insert]).await?;
        self.read().await?.ok_or_else(|| missing("the row of a cursor"))
    }

    async fn read(&self) -> Result<Option<Row>, StoreError> {
        let select = Statement::new("SELECT position, epoch FROM event_cursors WHERE name = $1").with(&*self.name);
        Ok(self.shared.backend.fetch(select).await?.first().map(|cells| row(cells)))
    }

    /// Takes the lease, if nobody has it. While the answer is out, or lost, we may have it until the moment that is entered in `doubtful_until`.
    pub(super) async fn claim(&self, doubtful_until: &mut Option<Instant>) -> Result<Option<Row>, StoreError> {
        let backend = &*self.shared.backend;
        let mut look = Statement::new("").with(&*self.name);
        let is_free = free(backend, &mut look);
        let holder = look.place_for(&*self.holder);
        look.sql = format!(
            "SELECT CASE WHEN {is_free} OR holder = {holder} THEN 1 ELSE 0 END FROM event_cursors WHERE name = $1"
        )
        .into();
        match self.shared.backend.fetch(look).await?.first().map(|row| row[0].as_int()) {
            Some(Some(1)) => {}
            Some(_) => {
                *doubtful_until = None;
                return Ok(None);
            }
            // Somebody has forgotten the cursor.
            None => drop(self.made().await?),
        }
        let mut update = Statement::new("").with(&*self.name).with(&*self.holder);
        let (is_free, until, now) =
            (free(backend, &mut update), later(backend, &mut update, self.lease), now(backend, &mut update));
        // An own lease that nobody has told us of, since the answer was lost, is taken again.
        update.sql = format!(
            "UPDATE event_cursors SET epoch = epoch + 1, holder = $2, held_until = {until}, updated_at = {now} \
             WHERE name = $1 AND ({is_free} OR holder = $2) RETURNING position, epoch"
        )
        .into();
        *doubtful_until = Some(Instant::now() + self.lease);
        let done = backend.run(vec![update]).await?;
        *doubtful_until = None;
        Ok(done.first().and_then(|one| one.rows.first()).map(|cells| row(cells)))
    }

    /// Moves the cursor and renews the lease; `false` if the lease is somebody else's. The cursor never moves back.
    pub(super) async fn store(&self, epoch: u64, position: u64) -> Result<bool, StoreError> {
        let statement = self.moving(epoch, position);
        Ok(affected(&self.shared.backend.run(vec![statement]).await?))
    }

    /// Moves the cursor past an event and parks it, both or neither. An event that was erased meanwhile is not parked.
    pub(super) async fn park(
        &self,
        epoch: u64,
        position: u64,
        reason: &str,
        attempts: u32,
    ) -> Result<bool, StoreError> {
        let moving = self.moving(epoch, position);
        let mut park = self.mine(epoch);
        let now = now(&*self.shared.backend, &mut park);
        let (reason, attempts, position) =
            (park.place_for(&*kept(reason)), park.place_for(u64::from(attempts)), park.place_for(position));
        park.sql = format!(
            "INSERT INTO event_parked (cursor, position, event_id, reason, attempts, parked_at) \
             SELECT $1, position, event_id, {reason}, {attempts}, {now} FROM domain_events \
             WHERE position = {position} AND EXISTS (SELECT 1 FROM event_cursors WHERE {MINE}) \
             ON CONFLICT (cursor, position) DO NOTHING"
        )
        .into();
        Ok(affected(&self.shared.backend.run(vec![moving, park]).await?))
    }

    /// A parked event was handled after all: it is parked no longer.
    pub(super) async fn unpark(&self, epoch: u64, position: u64) -> Result<bool, StoreError> {
        let renew = self.moving(epoch, 0);
        let mut delete = self.mine(epoch);
        let position = delete.place_for(position);
        delete.sql = format!(
            "DELETE FROM event_parked WHERE cursor = $1 AND position = {position} \
             AND EXISTS (SELECT 1 FROM event_cursors WHERE {MINE})"
        )
        .into();
        Ok(affected(&self.shared.backend.run(vec![renew, delete]).await?))
    }

    /// A parked event failed again: it stays parked, with the new reason. Saying so twice, since the answer was lost, counts once.
    pub(super) async fn keep_parked(
        &self,
        epoch: u64,
        retry: Retry,
        reason: &str,
        attempts: u32,
    ) -> Result<bool, StoreError> {
        let renew = self.moving(epoch, 0);
        let mut update = self.mine(epoch);
        let (position, asked_at) = (update.place_for(retry.position), update.place_for(retry.asked_at));
        let (reason, attempts) = (update.place_for(&*kept(reason)), update.place_for(u64::from(attempts)));
        update.sql = format!(
            "UPDATE event_parked SET reason = {reason}, attempts = attempts + {attempts}, \
             retry_at = CASE WHEN retry_at = {asked_at} THEN NULL ELSE retry_at END \
             WHERE cursor = $1 AND position = {position} AND retry_at IS NOT NULL \
             AND EXISTS (SELECT 1 FROM event_cursors WHERE {MINE})"
        )
        .into();
        Ok(affected(&self.shared.backend.run(vec![renew, update]).await?))
    }

    /// Moves the cursor and gives the lease back, for others to take at once.
    pub(super) async fn release(&self, epoch: u64, position: u64) -> Result<bool, StoreError> {
        let mut release = self.mine(epoch);
        release.sql = format!("UPDATE event_cursors SET holder = NULL, held_until = NULL WHERE {MINE}").into();
        let mut script = vec![self.moving(epoch, position), release];
        if self.shared.backend.dialect() == Dialect::Postgres {
            script.push(Statement::new(WAKE_OTHERS));
        }
        Ok(affected(&self.shared.backend.run(script).await?))
    }

    /// Gives a lease back that we may have without knowing, since the answer to our claim was lost.
    pub(super) async fn disclaim(&self) -> Result<(), StoreError> {
        let sql = "UPDATE event_cursors SET holder = NULL, held_until = NULL WHERE name = $1 AND holder = $2";
        let mut script = vec![Statement::new(sql).with(&*self.name).with(&*self.holder)];
        if self.shared.backend.dialect() == Dialect::Postgres {
            script.push(Statement::new(WAKE_OTHERS));
        }
        self.shared.backend.run(script).await.map(drop)
    }

    /// What there is to do, and whether anything behind a position was removed.
    pub(super) async fn look(&self, behind: u64) -> Result<Look, StoreError> {
        let sql = "SELECT last, retry.position, retry.retry_at, \
                   (SELECT count(*) FROM event_removals WHERE last_position > $2) FROM event_positions \
                   LEFT JOIN (SELECT position, retry_at FROM event_parked WHERE cursor = $1 AND retry_at IS NOT NULL \
                     ORDER BY position LIMIT 1) AS retry ON true";
        let rows = self.shared.backend.fetch(Statement::new(sql).with(&*self.name).with(behind)).await?;
        let count = |cell: Option<&Cell>| cell.and_then(Cell::as_count);
        let cells = rows.first().ok_or_else(|| missing("the row of `event_positions`"))?;
        let asked_at = cells.get(2).and_then(Cell::as_sql_timestamp);
        Ok(Look {
            head: count(cells.first()).unwrap_or(0),
            retry: count(cells.get(1)).zip(asked_at).map(|(position, asked_at)| Retry { position, asked_at }),
            has_removals: count(cells.get(3)).unwrap_or(0) > 0,
        })
    }

    /// The first statement of every script: it locks the row if it is still ours.
    fn moving(&self, epoch: u64, position: u64) -> Statement {
        let backend = &*self.shared.backend;
        let mut update = self.mine(epoch);
        let (position, until, now) =
            (update.place_for(position), later(backend, &mut update, self.lease), now(backend, &mut update));
        update.sql = format!(
            "UPDATE event_cursors SET position = CASE WHEN position < {position} THEN {position} ELSE position END, \
             held_until = {until}, updated_at = {now} WHERE {MINE}"
        )
        .into();
        update
    }

    /// A statement with the arguments of [`MINE`].
    fn mine(&self, epoch: u64) -> Statement {
        Statement::new("").with(&*self.name).with(epoch).with(&*self.holder)
    }
}

/// The cursor's row, as long as the lease on it is the one of the statement.
const MINE: &str = "name = $1 AND epoch = $2 AND holder = $3";

/// Whether the script's first statement found what it wanted.
fn affected(done: &[Done]) -> bool {
    done.first().is_some_and(|one| one.affected > 0)
}

fn row(cells: &[Cell]) -> Row {
    let count = |at: usize| cells.get(at).and_then(Cell::as_count).unwrap_or(0);
    Row { position: count(0), epoch: count(1) }
}

fn missing(what: &str) -> StoreError {
    StoreError::new(ErrorKind::Schema, format!("{what} is missing: migrate, or let nobody delete it"))
}

/// The time, as SQL.
pub(super) fn now(backend: &dyn Backend, statement: &mut Statement) -> String {
    match backend.dialect() {
        Dialect::Postgres => "now()".into(),
        Dialect::Sqlite => statement.place_for(backend.now()),
    }
}

/// The time after a while, as SQL.
fn later(backend: &dyn Backend, statement: &mut Statement, after: Duration) -> String {
    let after = i64::try_from(after.as_micros()).unwrap_or(i64::MAX);
    match backend.dialect() {
        Dialect::Postgres => format!("now() + {} * interval '1 microsecond'", statement.place_for(after)),
        Dialect::Sqlite => statement.place_for(SqlTimestamp::from_us(backend.now().us().saturating_add(after))),
    }
}

/// That nobody holds the lease, as SQL.
pub(super) fn free(backend: &dyn Backend, statement: &mut Statement) -> String {
    let now = now(backend, statement);
    format!("(holder IS NULL OR held_until IS NULL OR held_until < {now})")
}
