//! The executions that run on this node. The first end counts: it takes the execution out.
//!
//! Between an execution's entry here and its state in the database there is a step that takes time, at its beginning and at its end. Such a
//! step is seen through even where nobody waits for it any more: whoever is stopped in the middle of one leaves no execution behind that
//! the database says is running and nobody knows.

use std::collections::HashMap;
use std::future::{Future, pending};
use std::panic::resume_unwind;
use std::sync::{Mutex, MutexGuard, PoisonError};

use aegis_events::bus::Cause;
use aegis_events::domain::ExecutionId;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::agent::Run;

/// All that run.
pub(crate) struct Executions {
    by_id: Mutex<HashMap<ExecutionId, Execution>>,
    /// The steps that are under way. Closed from the start, so that it can be waited for whenever none is.
    pub(super) steps: TaskTracker,
}

impl Default for Executions {
    fn default() -> Self {
        let steps = TaskTracker::new();
        steps.close();
        Self { by_id: Mutex::default(), steps }
    }
}

struct Execution {
    run: Run,
    started: Cause,
    cancel: CancellationToken,
}

/// How an execution ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Completed,
    Failed,
    Cancelled,
}

impl Outcome {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What somebody who cancels an execution needs.
pub(super) struct Cancelling {
    pub(super) run: Run,
    pub(super) started: Cause,
    pub(super) cancel: CancellationToken,
}

impl Executions {
    /// Enters a running execution; the token tells it to stop.
    pub(super) fn begin(&self, run: Run, started: Cause) -> CancellationToken {
        let cancel = CancellationToken::new();
        let execution = Execution { run, started, cancel: cancel.clone() };
        self.lock().insert(run.execution_id, execution);
        cancel
    }

    /// Ends an execution; `false` if it has ended before.
    pub(super) fn finish(&self, id: ExecutionId) -> bool {
        self.lock().remove(&id).is_some()
    }

    /// Ends a running execution from outside; `None` if there is none of that id.
    pub(super) fn cancel(&self, id: ExecutionId) -> Option<Cancelling> {
        let Execution { run, started, cancel } = self.lock().remove(&id)?;
        Some(Cancelling { run, started, cancel })
    }

    /// Begins a step of an execution at once, and gives its result. The step goes on if the future is dropped.
    pub(super) fn see_through<T, S>(&self, step: S) -> impl Future<Output = T> + Send + use<T, S>
    where
        T: Send + 'static,
        S: Future<Output = T> + Send + 'static,
    {
        let step = self.steps.spawn(step);
        async move {
            match step.await {
                Ok(result) => result,
                Err(error) => match error.try_into_panic() {
                    Ok(panic) => resume_unwind(panic),
                    // The runtime is going down, and with it whoever waits here.
                    Err(_) => pending().await,
                },
            }
        }
    }

    /// Waits until no step is under way: whatever runs is in the table, and whatever has ended is in the database.
    pub(super) async fn settled(&self) {
        self.steps.wait().await;
    }

    /// All that run now.
    pub(super) fn running(&self) -> Vec<ExecutionId> {
        self.lock().keys().copied().collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ExecutionId, Execution>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
