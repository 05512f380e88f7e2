//! Simulations of removal: random schedules, and one test per claim. In the test catalog, `Volume.VolumeDeleted` and `Score` are kept for 7 days,
//! the rest of `Volume` for 30 days, and `Storage` for ever.

mod claims;
mod schedules;

use std::time::Duration;

use crate::history::simulation::domain::score::Scored;
use crate::history::simulation::domain::storage::FileRead;
use crate::history::simulation::domain::volume::{VolumeCreated, VolumeDeleted};
use crate::history::simulation::domain::{ExecutionId, Publishers, VolumeId};
use crate::types::{Timestamp, Uuid};

/// Far longer than any back-off and stall.
const LONG: Duration = Duration::from_secs(3_600);

fn execution(number: u128) -> ExecutionId {
    ExecutionId(Uuid::from_u128(number))
}

fn volume(number: u128) -> VolumeId {
    VolumeId(Uuid::from_u128(number))
}

fn read(execution_number: u128, n: u64) -> FileRead {
    FileRead { execution_id: execution(execution_number), volume_id: volume(1), n }
}

/// Publishes one event of each age limit, and waits until they are recorded: `Scored`, `VolumeDeleted`, `VolumeCreated`, `FileRead`.
async fn publish_each(publishers: &Publishers) {
    let created = VolumeCreated { volume_id: volume(1), execution_id: execution(1), created_at: Timestamp::UNIX_EPOCH };
    let scored = Scored { execution_id: execution(1), score: 0.5, parts: Vec::new() };
    let all = async {
        publishers.judge.publish_recorded(scored).await?;
        publishers.volume_manager.publish_recorded(VolumeDeleted { volume_id: volume(1) }).await?;
        publishers.volume_manager.publish_recorded(created).await?;
        publishers.fsal.publish_recorded(read(1, 1)).await
    };
    within(all).await.expect("the database takes them");
}

/// Waits for something that must happen.
async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(LONG, future).await.expect("it happens")
}
