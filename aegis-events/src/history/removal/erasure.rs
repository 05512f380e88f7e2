//! Erasure: everything that carries a key's value.

use std::sync::Arc;

use super::batch::{BATCH, Ran, Reason, Remover, among};
use super::report::ErasureReport;
use crate::catalog::{KeyInfo, SqlType};
use crate::event::{Domain, Key, KeyOf, KeyValue};
use crate::history::backend::{Arg, Cell, Dialect, Statement, StoreError};
use crate::history::error::HistoryError;
use crate::history::history::History;
use crate::history::row::key_arg;
use crate::history::select::last_position;
use crate::history::shared::Shared;
use crate::types::Uuid;

impl<D: Domain> History<D> {
    /// Removes every event that carries a key's value, all events of one agent, say: from the history, from the outbox, from
    /// those set aside and those parked. Reports what it removed; `event_removals` names the key and not the value.
    ///
    /// # What it does not reach
    ///
    /// - What was published and is not recorded yet. To be sure, stop publishing about the value, wait for
    ///   [`recorded_through`](crate::history::Recorder::recorded_through) on each bus, and call it again.
    /// - The value in events that do not carry it as this key, in another field or in a text.
    /// - What was set aside before the key came to the catalog: [put it back](Self::retry_all_dead_letters) first, which fills the key.
    /// - Copies: backups, replicas, what was sent to NATS or gRPC clients, logs, what subscribers keep, files that somebody copied.
    /// - PostgreSQL's files: rows that are deleted stay in them until `VACUUM`, and in the WAL until that is recycled.
    ///
    /// On SQLite the rows' bytes are overwritten in the file (`secure_delete`), and the write-ahead log is emptied if nobody is
    /// reading at that moment, see [`ErasureReport::log_emptied`].
    ///
    /// ```
    /// # use aegis_events::domain::volume::VolumeDeleted;
    /// # use aegis_events::domain::{DomainEvent, VolumeId};
    /// # use aegis_events::history::{History, HistoryConfig};
    /// # use aegis_events::{BusConfig, EventBus};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let history = History::<DomainEvent>::open(HistoryConfig::new("sqlite::memory:").migrate(true)).await?;
    /// # let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    /// # history.record(&bus);
    /// let volume_id = VolumeId::new();
    /// publishers.volume_manager.publish_recorded(VolumeDeleted { volume_id, deleted_at: chrono::Utc::now() }).await?;
    ///
    /// let report = history.erase(volume_id).await?;
    /// assert_eq!(report.removed.by_event["Volume.VolumeDeleted"], 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`]. What was removed before stays removed, and is written down; call again for the rest.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the erasure; a batch is either removed and written down, or neither.
    pub async fn erase<K: KeyOf<D>>(&self, key: K) -> Result<ErasureReport, HistoryError> {
        let info = &D::catalog().keys()[<K as Key>::INDEX];
        let report = erase(&self.shared, info, key.as_key().to_value()).await;
        report.map_err(|error| HistoryError::database(&*self.shared.backend, error))
    }
}

async fn erase(shared: &Shared, key: &KeyInfo, value: KeyValue) -> Result<ErasureReport, StoreError> {
    let dialect = shared.backend.dialect();
    let cast = match key.column().sql_type {
        // PostgreSQL has no binary form of our own for it.
        SqlType::Numeric20 if dialect == Dialect::Postgres => "::text::numeric(20)",
        _ => "",
    };
    let carries = format!("\"{}\" = $1{cast}", key.name());
    let arg: Arg = key_arg(key, Some(value.as_ref()));
    let mut remover = Remover::new(shared, Reason::Erasure);
    // In the order in which a row moves, so that none slips past: out of the outbox into the history or among those set aside, and from there
    // into the history.
    let from_outbox = erase_beside(&remover, "event_outbox", &carries, &arg).await?;
    let from_dead_letters = erase_beside(&remover, "event_dead_letters", &carries, &arg).await?;
    // What is recorded from now on is for the next call; otherwise a busy publisher could keep this one going for ever.
    let last = last_position(&*shared.backend).await?;
    let sql = format!(
        "SELECT position, family, event_type FROM domain_events WHERE {carries} AND position > $2 AND position <= $3 \
           ORDER BY position LIMIT $4"
    );
    let select = |after: u64| Statement::new(&*sql).with(arg.clone()).with(after).with(last).with(BATCH);
    remover.remove_all(&format!("by {}", key.name()), select).await?;
    let log_emptied = match dialect {
        Dialect::Postgres => None,
        Dialect::Sqlite => Some(empty_log(shared).await),
    };
    Ok(ErasureReport { removed: remover.removed, from_outbox, from_dead_letters, log_emptied })
}

/// Removes rows of a table beside the history, which have no positions; says how many.
async fn erase_beside(remover: &Remover<'_>, table: &str, carries: &str, arg: &Arg) -> Result<u64, StoreError> {
    let select = format!("SELECT event_id FROM {table} WHERE {carries} ORDER BY event_id LIMIT $2");
    let delete = format!("DELETE FROM {table} WHERE event_id {}", among(remover.shared.backend.dialect()));
    let mut all = 0;
    loop {
        let rows = remover.shared.backend.fetch(Statement::new(&*select).with(arg.clone()).with(BATCH)).await?;
        let ids: Arc<[Uuid]> = rows.iter().filter_map(|row| row.first()?.as_uuid()).collect();
        let found = ids.len() as u64;
        if found > 0 {
            let Ran { done, is_doubtful } = remover.run(vec![Statement::new(&*delete).with(Arg::Uuids(ids))]).await?;
            // They were there, and are gone: by a try whose answer was lost.
            all += if is_doubtful { found } else { done.first().map_or(0, |done| done.affected) };
        }
        if found < BATCH {
            return Ok(all);
        }
    }
}

/// Moves everything from the write-ahead log into the file and cuts it off, unless somebody reads from it.
async fn empty_log(shared: &Shared) -> bool {
    let checkpoint = shared.backend.fetch(Statement::new("PRAGMA wal_checkpoint(TRUNCATE)")).await;
    // The first column says whether somebody was in the way.
    checkpoint.is_ok_and(|rows| rows.first().and_then(|row| row.first()).and_then(Cell::as_int) == Some(0))
}
