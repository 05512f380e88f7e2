//! A run: open everything, work, shut down in order, read back.

mod close;
mod open;
mod work;

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio_util::sync::CancellationToken;

use crate::database::Database;
use crate::report::Summary;
use crate::settings::Settings;

pub(crate) use close::Closed;
pub use close::Step;
use open::Orchestrator;
pub(crate) use work::Progress;
use work::work;

/// Time limit for closing the database.
const CLOSE_LIMIT: Duration = Duration::from_secs(10);

/// Runs the orchestrator, once or in rounds. Cancelling `stop` shuts it down in order and returns the summary so far.
///
/// # Errors
///
/// If the database, the audit log or a port cannot be opened, or the results cannot be read back. An error in between is the `problem` of
/// the summary.
///
/// # Cancel safety
///
/// Dropping the future leaves tasks and temporary volumes, which end with the runtime.
pub async fn run(settings: Settings, stop: CancellationToken) -> Result<Summary> {
    let start = Instant::now();
    let database = Database::open(&settings.database, settings.standing.recorder.clone()).await?;
    let summary = run_in(database.clone(), settings, &stop, start).await;
    // In every case: an SQLite database becomes a single file only when it is closed.
    let _ = tokio::time::timeout(CLOSE_LIMIT, database.close()).await;
    summary
}

async fn run_in(database: Database, settings: Settings, stop: &CancellationToken, start: Instant) -> Result<Summary> {
    let (mut orchestrator, assignment) = Orchestrator::open(database, settings).await?;
    let mut progress = work(&mut orchestrator, &assignment, stop).await;
    let closed = orchestrator.close(&progress).await.map_err(|error| match progress.problem.take() {
        // The first error usually explains the second one.
        Some(first) => first.context(format!("the shutdown failed ({error:#}) after an error")),
        None => error,
    })?;
    Ok(Summary::new(progress, closed, start.elapsed()))
}
