//! The normal work of a process: events published in every way, each with a new volume as its mark.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aegis_events::domain::volume::{VolumeDeleted, VolumeExpired};
use aegis_events::domain::{Publishers, VolumeId};
use chrono::Utc;
use sqlx::{AssertSqlSafe, Connection};
use tokio::task::JoinSet;

use super::database::HostPool;

/// How an event was confirmed, or that it was rolled back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Outcome {
    /// `publish_recorded` has returned its position, or `publish_wait` its receipt.
    Published,
    /// The transaction with it has committed.
    Committed,
    /// The transaction with it was rolled back.
    RolledBack,
}

pub(crate) fn deleted(volume_id: VolumeId) -> VolumeDeleted {
    VolumeDeleted { volume_id, deleted_at: Utc::now() }
}

pub(crate) fn expired(volume_id: VolumeId) -> VolumeExpired {
    VolumeExpired { volume_id, expired_at: Utc::now() }
}

/// Writes state and event in one transaction. Returns whether it was committed, if that is known.
pub(crate) async fn in_one_transaction(
    host: &HostPool,
    publishers: &Publishers,
    volume_id: VolumeId,
    commits: bool,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let insert = AssertSqlSafe(format!("INSERT INTO state VALUES ('{volume_id}')"));
    match host {
        HostPool::Postgres(pool) => {
            let mut transaction = pool.begin().await?;
            sqlx::query(insert).execute(&mut *transaction).await?;
            publishers.ttl_reaper.record_in(&mut transaction, expired(volume_id)).await?;
            if commits { transaction.commit().await? } else { transaction.rollback().await? }
        }
        HostPool::Sqlite(pool) => {
            // After a transaction failed on a full disk, its connection is unusable: for `sqlx` the transaction is still open.
            let mut connection = pool.acquire().await?;
            connection.close_on_drop();
            let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
            sqlx::query(insert).execute(&mut *transaction).await?;
            publishers.ttl_reaper.record_in(&mut transaction, expired(volume_id)).await?;
            if commits { transaction.commit().await? } else { transaction.rollback().await? }
        }
    }
    Ok(())
}

/// The pause between two events of a publisher. Writers to an SQLite file poll for its lock: next to a recorder that never pauses,
/// transactions of the host program wait long.
const PAUSE: Duration = Duration::from_millis(2);

/// Tasks that publish and commit until they are stopped.
pub(crate) struct Load {
    stop: Arc<AtomicBool>,
    tasks: JoinSet<()>,
    outcomes: Arc<Mutex<Vec<(Outcome, VolumeId)>>>,
}

impl Load {
    pub(crate) fn start(publishers: &Arc<Publishers>, host: HostPool) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let outcomes = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = JoinSet::new();
        for _ in 0..2 {
            let (publishers, stop, outcomes) = (Arc::clone(publishers), Arc::clone(&stop), Arc::clone(&outcomes));
            tasks.spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let volume_id = VolumeId::new();
                    publishers.volume_manager.publish_wait(deleted(volume_id)).await.unwrap();
                    outcomes.lock().unwrap().push((Outcome::Published, volume_id));
                    let volume_id = VolumeId::new();
                    publishers.volume_manager.publish_recorded(deleted(volume_id)).await.unwrap();
                    outcomes.lock().unwrap().push((Outcome::Published, volume_id));
                    tokio::time::sleep(PAUSE).await;
                }
            });
        }
        let (publishers, ended, all_outcomes) = (Arc::clone(publishers), Arc::clone(&stop), Arc::clone(&outcomes));
        tasks.spawn(async move {
            while !ended.load(Ordering::Relaxed) {
                let volume_id = VolumeId::new();
                let commits = fastrand::u8(..5) > 0;
                let outcome = in_one_transaction(&host, &publishers, volume_id, commits).await;
                // If the response to a commit is lost, its outcome is unknown; the table `state` shows it afterwards.
                if outcome.is_ok() {
                    let outcome = if commits { Outcome::Committed } else { Outcome::RolledBack };
                    all_outcomes.lock().unwrap().push((outcome, volume_id));
                }
                tokio::task::yield_now().await;
            }
        });
        Self { stop, tasks, outcomes }
    }

    /// The number of events that were confirmed in one way.
    pub(crate) fn count(&self, what: Outcome) -> usize {
        self.outcomes.lock().unwrap().iter().filter(|(outcome, _)| *outcome == what).count()
    }

    /// Stops the tasks after their current step. Returns all confirmed and rolled-back events.
    pub(crate) async fn stop(self) -> Vec<(Outcome, VolumeId)> {
        self.stop.store(true, Ordering::Relaxed);
        for task in super::waiting::soon("the tasks that publish end", self.tasks.join_all()).await {
            let () = task;
        }
        Arc::into_inner(self.outcomes).unwrap().into_inner().unwrap()
    }
}
