//! Erasure of all events with a value of a key.

use std::sync::Arc;

use super::batch::{BATCH, BatchResult, Reason, Remover, among};
use super::report::{ErasureReport, WalCleanup};
use crate::catalog::KeyInfo;
use crate::event::{Domain, Key, KeyOf, KeyValue};
use crate::history::backend::{Arg, Dialect, Statement, StoreError};
use crate::history::error::HistoryError;
use crate::history::history::History;
use crate::history::row::key_arg;
use crate::history::select::last_position;
use crate::history::shared::Shared;
use crate::types::Uuid;

impl<D: Domain> History<D> {
    /// Removes all events with a value of a key, such as all events of one agent: from the history, the outbox, the dead letters and the
    /// parked events. `event_removals` records the key, not the value.
    ///
    /// # Limits
    ///
    /// These are not erased:
    ///
    /// - Events that are published but not recorded yet. Stop publishing events with the value, wait for
    ///   [`recorded_through`](crate::history::Recorder::recorded_through) on each bus, and call `erase` again.
    /// - The value in another field, or in a text.
    /// - Dead letters that are older than the key in the catalog. [Retry them](Self::retry_all_dead_letters) first, which fills the key.
    /// - Copies: backups, replicas, NATS and gRPC clients, logs, data of subscribers, copied files.
    /// - The files of PostgreSQL: deleted rows stay in them until `VACUUM`, and in the WAL until it is recycled.
    ///
    /// On SQLite, the bytes of the rows are overwritten in the file (`secure_delete`), and the write-ahead log is emptied unless a reader uses
    /// it, see [`ErasureReport::wal`].
    ///
    /// ```
    /// # use aegis_events::domain::volume::VolumeDeleted;
    /// # use aegis_events::domain::{DomainEvent, VolumeId};
    /// # use aegis_events::history::{History, HistoryConfig};
    /// # use aegis_events::{BusConfig, EventBus};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let history = History::<DomainEvent>::open(HistoryConfig::new("sqlite::memory:").with_migrate(true)).await?;
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
    /// [`HistoryError::Database`]. Events that were removed before the error stay removed and recorded; call again for the rest.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the erasure. Each batch is removed and recorded, or neither.
    pub async fn erase<K: KeyOf<D>>(&self, key: K) -> Result<ErasureReport, HistoryError> {
        let info = &D::catalog().keys()[<K as Key>::INDEX];
        let report = erase(&self.shared, info, key.as_key().to_value()).await;
        report.map_err(|error| HistoryError::database(&*self.shared.backend, error))
    }
}

async fn erase(shared: &Shared, key: &KeyInfo, value: KeyValue) -> Result<ErasureReport, StoreError> {
    let dialect = shared.backend.dialect();
    let arg = key_arg(key, Some(value.as_ref()));
    // `$1` of each statement below.
    let place = Statement::new("").typed_place_for(arg.clone(), dialect);
    let condition = format!("\"{}\" = {place}", key.name());
    let mut remover = Remover::new(shared, Reason::Erasure);
    // In the order in which rows move, so that none is missed: from the outbox to the history or the dead letters, and from these to the history.
    let from_outbox = erase_from(&remover, "event_outbox", &condition, &arg).await?;
    let from_dead_letters = erase_from(&remover, "event_dead_letters", &condition, &arg).await?;
    // Later events are left for the next call; otherwise a busy publisher could keep this one running for ever.
    let last = last_position(&*shared.backend).await?;
    let sql = format!(
        "SELECT position, family, event_type FROM domain_events WHERE {condition} AND position > $2 AND position <= $3 \
           ORDER BY position LIMIT $4"
    );
    let select = |after: u64| Statement::new(&*sql).with(arg.clone()).with(after).with(last).with(BATCH);
    remover.remove_all(&format!("by {}", key.name()), select).await?;
    let wal = match dialect {
        Dialect::Postgres => WalCleanup::NotApplicable,
        Dialect::Sqlite => empty_wal(shared).await,
    };
    Ok(ErasureReport { removed: remover.removed, from_outbox, from_dead_letters, wal })
}

/// Removes rows of a table without positions. Returns their number.
async fn erase_from(remover: &Remover<'_>, table: &str, condition: &str, arg: &Arg) -> Result<u64, StoreError> {
    let select = format!("SELECT event_id FROM {table} WHERE {condition} ORDER BY event_id LIMIT $2");
    let delete = format!("DELETE FROM {table} WHERE event_id {}", among(remover.shared.backend.dialect()));
    let mut all = 0;
    loop {
        let rows = remover.shared.backend.fetch(Statement::new(&*select).with(arg.clone()).with(BATCH)).await?;
        let ids: Arc<[Uuid]> = rows.iter().filter_map(|row| row.first()?.as_uuid()).collect();
        let found = ids.len() as u64;
        if found > 0 {
            let BatchResult { done, is_doubtful } =
                remover.run(vec![Statement::new(&*delete).with(Arg::Uuids(ids))]).await?;
            // If an answer was lost, a former try removed the rows.
            all += if is_doubtful { found } else { done.first().map_or(0, |done| done.affected) };
        }
        if found < BATCH {
            return Ok(all);
        }
    }
}

/// Moves the write-ahead log into the file and truncates it, unless a reader uses it.
async fn empty_wal(shared: &Shared) -> WalCleanup {
    let checkpoint = shared.backend.fetch(Statement::new("PRAGMA wal_checkpoint(TRUNCATE)")).await;
    // The first column is 1 if the checkpoint was blocked.
    match checkpoint.ok().and_then(|rows| rows.first()?.first()?.as_int()) {
        Some(0) => WalCleanup::Emptied,
        _ => WalCleanup::Busy,
    }
}
