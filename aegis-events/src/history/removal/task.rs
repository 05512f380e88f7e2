//! The task that applies retention periodically.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::report::RetentionReport;
use super::retention::pass;
use crate::catalog::CatalogInfo;
use crate::event::Domain;
use crate::history::backend::ErrorKind;
use crate::history::history::History;
use crate::history::shared::Shared;
use crate::task::Ended;

/// The longest wait before the first pass.
const LONGEST_START: Duration = Duration::from_secs(60);
/// The shortest wait between two passes.
const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);

/// A task that applies retention, from [`History::spawn_retention`]. Dropping the handle does not stop the
/// task.
#[derive(Debug)]
pub struct RetentionTask {
    stop: CancellationToken,
    last: watch::Receiver<Option<RetentionReport>>,
    task: JoinHandle<()>,
}

impl<D: Domain> History<D> {
    /// Spawns a task that calls [`apply_retention`](Self::apply_retention) periodically, until it is [stopped](RetentionTask::stop) or the history
    /// is closed. Dropping the handle does not stop it.
    ///
    /// The first pass begins after a random part of the interval, at most a minute, so that processes that start together do not remove at the
    /// same time. The interval, at least a second, is between the end of one pass and the beginning of the next. A pass that fails is
    /// reported through `tracing`, and the next one is tried as usual.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its timer enabled.
    pub fn spawn_retention(&self, interval: Duration) -> RetentionTask {
        start(&self.shared, D::catalog(), interval)
    }
}

impl RetentionTask {
    /// The report of the last successful pass; `None` before the first.
    pub fn last_report(&self) -> Option<RetentionReport> {
        self.last.borrow().clone()
    }

    /// Waits for a successful pass since the last call, and returns its report.
    ///
    /// # Errors
    ///
    /// [`Ended`] if the history was closed.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn next_report(&mut self) -> Result<RetentionReport, Ended> {
        self.last.changed().await.map_err(|_| Ended)?;
        self.last.borrow_and_update().clone().ok_or(Ended)
    }

    /// Ends the task. A running pass ends with its current batch; the removed events are recorded.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the task ends all the same.
    pub async fn stop(self) {
        self.stop.cancel();
        // An error would be a panic, which tokio has reported.
        let _ = self.task.await;
    }
}

fn start(shared: &Arc<Shared>, catalog: &'static CatalogInfo, interval: Duration) -> RetentionTask {
    let interval = interval.max(SHORTEST_INTERVAL);
    let stop = CancellationToken::new();
    let (report, last) = watch::channel(None);
    let (shared, stopped) = (Arc::clone(shared), stop.clone());
    let work = async move {
        tokio::time::sleep(interval.min(LONGEST_START).mul_f64(fastrand::f64())).await;
        loop {
            match pass(&shared, catalog, shared.backend.now().to_time()).await {
                Ok(done) => {
                    log(shared.backend.place(), &done);
                    report.send_replace(Some(done));
                }
                Err(error) if error.kind == ErrorKind::Closed => return,
                Err(error) => {
                    let (place, error) = (shared.backend.place(), &*error.message);
                    tracing::warn!(place, error, "retention failed; trying again after the interval");
                }
            }
            tokio::time::sleep(interval).await;
        }
    };
    let task = tokio::spawn(async move {
        stopped.run_until_cancelled(work).await;
    });
    RetentionTask { stop, last, task }
}

fn log(place: &str, report: &RetentionReport) {
    let events = report.removed.total();
    if events > 0 {
        tracing::info!(
            place,
            events,
            last_position = report.removed.last_position.map(u64::from),
            "retention removed events"
        );
    }
    for cursor in &report.unread_by {
        tracing::warn!(
            place,
            subscription = cursor.name,
            position = cursor.position.get(),
            "retention removed events that a durable subscription had not read"
        );
    }
}
