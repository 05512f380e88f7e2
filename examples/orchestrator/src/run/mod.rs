//! A run: open everything, work, end everything in order, read back.

mod close;
mod open;
mod work;

use std::time::Instant;

use anyhow::Result;
use tokio_util::sync::CancellationToken;

use crate::report::Summary;
use crate::settings::Settings;

pub(crate) use close::Closed;
pub use close::Step;
use open::Orchestrator;
pub(crate) use work::Told;
use work::work;

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
    let (mut orchestrator, assignment) = Orchestrator::open(settings).await?;
    let told = work(&mut orchestrator, &assignment, &stop).await;
    let closed = orchestrator.close(&told).await?;
    Ok(Summary::new(told, closed, start.elapsed()))
}
