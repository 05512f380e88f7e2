//! Simulations of durable subscriptions: random schedules, and one test per claim.

mod failing;
mod following;
mod leases;
mod parked;
mod schedules;
mod watch;

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::bus::EventBus;
use crate::history::simulation::domain::storage::{FileRead, FileWritten};
use crate::history::simulation::domain::{ExecutionId, Publishers, TestEvent, VolumeId};
use crate::history::simulation::{Chaos, Process, Simulation};
use crate::types::Uuid;

/// Far longer than any lease, back-off and stall.
const LONG: Duration = Duration::from_secs(3_600);
/// The database is away.
const AWAY: Chaos = Chaos { fail_before: 1.0, ..Chaos::CALM };
/// Every write is done, and its answer is lost.
const ANSWERS_LOST: Chaos = Chaos { fail_after: 1.0, spares_reads: true, ..Chaos::CALM };
/// The name of the cursor in tests with one cursor.
const NAME: &str = "worker";

fn execution(number: u128) -> ExecutionId {
    ExecutionId(Uuid::from_u128(number))
}

fn read(execution_number: u128, n: u64) -> FileRead {
    FileRead { execution_id: execution(execution_number), volume_id: VolumeId(Uuid::from_u128(1)), n }
}

fn written(execution_number: u128, n: u64) -> FileWritten {
    FileWritten { execution_id: execution(execution_number), volume_id: VolumeId(Uuid::from_u128(1)), n }
}

/// A process that publishes and records.
async fn recording(simulation: &Simulation) -> (Process, EventBus<TestEvent>, Publishers) {
    let process = simulation.process().await;
    let (bus, publishers) = process.bus();
    process.history.record(&bus);
    (process, bus, publishers)
}

/// Publishes numbers, and waits until they are recorded.
async fn publish(publishers: &Publishers, numbers: Range<u64>) {
    for n in numbers {
        within(publishers.fsal.publish_recorded(read(1, n))).await.expect("the database takes it");
    }
}

/// Waits for something that must happen.
async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(LONG, future).await.expect("it happens")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
