//! The recorder in simulations: random schedules, and one test per claim.

mod claims;
mod schedules;

use std::time::Duration;

use crate::history::simulation::domain::storage::FileRead;
use crate::history::simulation::domain::{ExecutionId, VolumeId};
use crate::history::simulation::{Chaos, Simulation};
use crate::types::Uuid;

/// More than any back-off and stall, many times over.
const LONG: Duration = Duration::from_secs(3_600);
/// The database is away.
const AWAY: Chaos = Chaos { fail_before: 1.0, ..Chaos::CALM };

fn read(n: u64) -> FileRead {
    FileRead { execution_id: ExecutionId(Uuid::from_u128(1)), volume_id: VolumeId(Uuid::from_u128(1)), n }
}

/// From now on the database refuses every seventh number.
fn refuse_sevens(simulation: &Simulation) {
    simulation.sql(
        "CREATE TRIGGER refuse BEFORE INSERT ON domain_events WHEN json_extract(NEW.event_data, '$.n') % 7 = 0 \
         BEGIN SELECT RAISE(ABORT, 'no sevens'); END",
    );
}

/// Waits for what must come.
async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(LONG, future).await.expect("it comes")
}
