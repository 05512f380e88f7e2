//! A run: open everything, work, end everything in order, read back.

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
pub(crate) use work::Told;
use work::work;

/// A database that does not answer is not waited for any longer.
const CLOSE_LIMIT: Duration = Duration::from_secs(10);

/// Runs the orchestrator: once, or in rounds until it is told to stop. Cancelling `stop` ends it in order, with the summary of what happened
/// until then.
///
/// # Errors
///
/// If something cannot be opened (the database, the audit log, a port), or not be read back at the end. What goes wrong in between is the
/// summary's `problem`.
///
/// # Cancel safety
///
/// Dropping the future leaves tasks behind that end with the runtime, and with them the temporary volumes.
pub async fn run(settings: Settings, stop: CancellationToken) -> Result<Summary> {
    let start = Instant::now();
    let database = Database::open(&settings.database, settings.standing.recorder.clone()).await?;
    let summary = run_in(database.clone(), settings, &stop, start).await;
    // However it went: an SQLite database is one file again only when somebody closes it.
    let _ = tokio::time::timeout(CLOSE_LIMIT, database.close()).await;
    summary
}

async fn run_in(database: Database, settings: Settings, stop: &CancellationToken, start: Instant) -> Result<Summary> {
    let (mut orchestrator, assignment) = Orchestrator::open(database, settings).await?;
    let mut told = work(&mut orchestrator, &assignment, stop).await;
    let closed = orchestrator.close(&told).await.map_err(|error| match told.problem.take() {
        // It usually explains the second one.
        Some(first) => first.context(format!("and then the end failed too ({error:#}), after this")),
        None => error,
    })?;
    Ok(Summary::new(told, closed, start.elapsed()))
}
