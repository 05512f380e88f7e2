//! The row of a cursor and its parked events, in SQL for both databases.
//!
//! Every write of a worker carries its epoch and its holder, and has no effect if they are no longer the row's. On PostgreSQL the server's clock
//! decides when a lease expires, so the clocks of the processes do not matter. SQLite has no clock, but all its users are on one machine.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::history::backend::{Backend, Cell, Dialect, ErrorKind, Statement, StoreError};
use crate::history::reason::kept;
use crate::history::shared::Shared;
use crate::history::sql_timestamp::SqlTimestamp;

/// Wakes the subscriptions in other processes once the transaction has committed.
const WAKE_OTHERS: &str = "SELECT pg_notify('domain_events', 'cursor')";

/// Where a new cursor begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    After(u64),
    /// After the last event of the history.
    Now,
}

/// The part of a cursor's row that its worker needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct CursorRow {
    pub(super) position: u64,
    pub(super) epoch: u64,
}

/// What there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    /// The last position of the history. All events up to it are committed.
    pub(super) head: u64,
    /// The first request to retry a parked event.
    pub(super) retry: Option<RetryRequest>,
    /// Whether any event after the given position was ever removed.
    pub(super) has_removals: bool,
}

/// A request to retry a parked event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RetryRequest {
    pub(super) position: u64,
    /// A request with a later time, made during the retry, is another request.
    pub(super) asked_at: SqlTimestamp,
}

/// One subscription's cursor.
#[derive(Clone)]
pub(super) struct Cursor {
    pub(super) shared: Arc<Shared>,
    pub(super) name: Arc<str>,
    /// Unique to this subscription in this process.
    pub(super) holder: Arc<str>,
    pub(super) lease: Duration,
    pub(super) start: Start,
}

impl Cursor {
    /// Reads the row, or creates it if it is missing. Several processes may do so at once.
    pub(super) async fn read_or_create(&self) -> Result<CursorRow, StoreError> {
        if let Some(row) = self.read().await? {
            return Ok(row);
        }
        let mut insert = Statement::new("").with(&*self.name);
        let now = now(&*self.shared.backend, &mut insert);
        let position = match self.start {
            Start::After(position) => insert.place_for(position),
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

    async fn read(&self) -> Result<Option<CursorRow>, StoreError> {
        let select = Statement::new("SELECT position, epoch FROM event_cursors WHERE name = $1").with(&*self.name);
        Ok(self.shared.backend.fetch(select).await?.first().map(|cells| row(cells)))
    }

    /// Takes the lease if it is free. While the answer is pending or lost, this process may have the lease until `unconfirmed_until`.
    pub(super) async fn acquire(
        &self,
        unconfirmed_until: &mut Option<Instant>,
    ) -> Result<Option<CursorRow>, StoreError> {
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
                *unconfirmed_until = None;
                return Ok(None);
            }
            // The cursor was deleted.
            None => drop(self.read_or_create().await?),
        }
        let mut update = Statement::new("").with(&*self.name).with(&*self.holder);
        let (is_free, until, now) =
            (free(backend, &mut update), later(backend, &mut update, self.lease), now(backend, &mut update));
        // A lease of this holder is taken again: the answer to the former request was lost.
        update.sql = format!(
            "UPDATE event_cursors SET epoch = epoch + 1, holder = $2, held_until = {until}, updated_at = {now} \
             WHERE name = $1 AND ({is_free} OR holder = $2) RETURNING position, epoch"
        )
        .into();
        *unconfirmed_until = Some(Instant::now() + self.lease);
        let done = backend.run(vec![update]).await?;
        *unconfirmed_until = None;
        Ok(done.first().and_then(|one| one.rows.first()).map(|cells| row(cells)))
    }

    /// Moves the cursor and renews the lease; `false` if another holder has it. The cursor never moves back.
    pub(super) async fn advance(&self, epoch: u64, position: u64) -> Result<bool, StoreError> {
        self.run(vec![self.moving_to(epoch, position)]).await
    }

    /// Moves the cursor past an event and parks it, in one transaction. An event that was erased in the meantime is not parked.
    pub(super) async fn park(
        &self,
        epoch: u64,
        position: u64,
        reason: &str,
        attempts: u32,
    ) -> Result<bool, StoreError> {
        let moving = self.moving_to(epoch, position);
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
        self.run(vec![moving, park]).await
    }

    /// A parked event was handled: it is no longer parked.
    pub(super) async fn unpark(&self, epoch: u64, position: u64) -> Result<bool, StoreError> {
        let renew = self.moving_to(epoch, 0);
        let mut delete = self.mine(epoch);
        let position = delete.place_for(position);
        delete.sql = format!(
            "DELETE FROM event_parked WHERE cursor = $1 AND position = {position} \
             AND EXISTS (SELECT 1 FROM event_cursors WHERE {MINE})"
        )
        .into();
        self.run(vec![renew, delete]).await
    }

    /// A parked event failed again: it stays parked, with the new reason. A repetition after a lost answer has no effect.
    pub(super) async fn keep_parked(
        &self,
        epoch: u64,
        request: RetryRequest,
        reason: &str,
        attempts: u32,
    ) -> Result<bool, StoreError> {
        let renew = self.moving_to(epoch, 0);
        let mut update = self.mine(epoch);
        let (position, asked_at) = (update.place_for(request.position), update.place_for(request.asked_at));
        let (reason, attempts) = (update.place_for(&*kept(reason)), update.place_for(u64::from(attempts)));
        update.sql = format!(
            "UPDATE event_parked SET reason = {reason}, attempts = attempts + {attempts}, \
             retry_at = CASE WHEN retry_at = {asked_at} THEN NULL ELSE retry_at END \
             WHERE cursor = $1 AND position = {position} AND retry_at IS NOT NULL \
             AND EXISTS (SELECT 1 FROM event_cursors WHERE {MINE})"
        )
        .into();
        self.run(vec![renew, update]).await
    }

    /// Moves the cursor and releases the lease.
    pub(super) async fn release(&self, epoch: u64, position: u64) -> Result<bool, StoreError> {
        let mut release = self.mine(epoch);
        release.sql = format!("UPDATE event_cursors SET holder = NULL, held_until = NULL WHERE {MINE}").into();
        self.run(wake_others(&self.shared, vec![self.moving_to(epoch, position), release])).await
    }

    /// Releases a lease that this process may have: the answer to its request was lost.
    pub(super) async fn release_unconfirmed(&self) -> Result<(), StoreError> {
        let sql = "UPDATE event_cursors SET holder = NULL, held_until = NULL WHERE name = $1 AND holder = $2";
        let release = Statement::new(sql).with(&*self.name).with(&*self.holder);
        self.run(wake_others(&self.shared, vec![release])).await.map(drop)
    }

    /// Runs a script in one transaction. Returns whether its first statement had an effect.
    async fn run(&self, script: Vec<Statement>) -> Result<bool, StoreError> {
        let done = self.shared.backend.run(script).await?;
        Ok(done.first().is_some_and(|first| first.affected > 0))
    }

    /// Looks for work. Removals count after a position.
    pub(super) async fn look(&self, after: u64) -> Result<Look, StoreError> {
        let sql = "SELECT last, retry.position, retry.retry_at, \
                   (SELECT count(*) FROM event_removals WHERE last_position > $2) FROM event_positions \
                   LEFT JOIN (SELECT position, retry_at FROM event_parked WHERE cursor = $1 AND retry_at IS NOT NULL \
                     ORDER BY position LIMIT 1) AS retry ON true";
        let rows = self.shared.backend.fetch(Statement::new(sql).with(&*self.name).with(after)).await?;
        let count = |cell: Option<&Cell>| cell.and_then(Cell::as_count);
        let cells = rows.first().ok_or_else(|| missing("the row of `event_positions`"))?;
        let asked_at = cells.get(2).and_then(Cell::as_sql_timestamp);
        Ok(Look {
            head: count(cells.first()).unwrap_or(0),
            retry: count(cells.get(1)).zip(asked_at).map(|(position, asked_at)| RetryRequest { position, asked_at }),
            has_removals: count(cells.get(3)).unwrap_or(0) > 0,
        })
    }

    /// The first statement of every script: it locks the row if this process still holds the lease.
    fn moving_to(&self, epoch: u64, position: u64) -> Statement {
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

/// The cursor's row, if its lease is the one in the arguments.
const MINE: &str = "name = $1 AND epoch = $2 AND holder = $3";

fn row(cells: &[Cell]) -> CursorRow {
    let count = |at: usize| cells.get(at).and_then(Cell::as_count).unwrap_or(0);
    CursorRow { position: count(0), epoch: count(1) }
}

fn missing(what: &str) -> StoreError {
    StoreError::new(ErrorKind::Schema, format!("{what} is missing: migrate the database"))
}

/// The current time in SQL.
pub(super) fn now(backend: &dyn Backend, statement: &mut Statement) -> String {
    match backend.dialect() {
        Dialect::Postgres => "now()".into(),
        Dialect::Sqlite => statement.place_for(backend.now()),
    }
}

/// A later time in SQL.
fn later(backend: &dyn Backend, statement: &mut Statement, after: Duration) -> String {
    let after = i64::try_from(after.as_micros()).unwrap_or(i64::MAX);
    match backend.dialect() {
        Dialect::Postgres => format!("now() + {} * interval '1 microsecond'", statement.place_for(after)),
        Dialect::Sqlite => statement.place_for(SqlTimestamp::from_us(backend.now().us().saturating_add(after))),
    }
}

/// The condition that the lease is free.
pub(super) fn free(backend: &dyn Backend, statement: &mut Statement) -> String {
    let now = now(backend, statement);
    format!("(holder IS NULL OR held_until IS NULL OR held_until < {now})")
}

/// Adds a statement that wakes the subscriptions of other processes, where the database can.
pub(super) fn wake_others(shared: &Shared, mut script: Vec<Statement>) -> Vec<Statement> {
    if shared.backend.dialect() == Dialect::Postgres {
        script.push(Statement::new(WAKE_OTHERS));
    }
    script
}
