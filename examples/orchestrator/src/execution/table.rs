//! The executions that run on this node. The first end counts: it removes the execution.
//!
//! At its start and at its end an execution changes here and in the database, which takes time. Such a step completes even if its caller is
//! dropped. Otherwise the database could have a running execution that this table does not have.

use std::collections::HashMap;
use std::future::{Future, pending};
use std::panic::resume_unwind;
use std::sync::{Mutex, MutexGuard, PoisonError};

use aegis_events::bus::Cause;
use aegis_events::domain::ExecutionId;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::agent::Run;

/// All running executions.
pub(crate) struct Executions {
    by_id: Mutex<HashMap<ExecutionId, Execution>>,
    /// The steps in progress. The tracker is closed from the start, so that waiting for it returns whenever it is empty.
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

/// What a cancellation needs to know about an execution.
pub(super) struct Cancelling {
    pub(super) run: Run,
    pub(super) started: Cause,
    pub(super) cancel: CancellationToken,
}

impl Executions {
    /// Enters a running execution. The returned token stops it.
    pub(super) fn begin(&self, run: Run, started: Cause) -> CancellationToken {
        let cancel = CancellationToken::new();
        let execution = Execution { run, started, cancel: cancel.clone() };
        self.lock().insert(run.execution_id, execution);
        cancel
    }

    /// Ends an execution. `false` if it had already ended.
    pub(super) fn finish(&self, id: ExecutionId) -> bool {
        self.lock().remove(&id).is_some()
    }

    /// Ends a running execution from outside. `None` if there is none with that id.
    pub(super) fn cancel(&self, id: ExecutionId) -> Option<Cancelling> {
        let Execution { run, started, cancel } = self.lock().remove(&id)?;
        Some(Cancelling { run, started, cancel })
    }

    /// Starts a step of an execution at once and returns its result. The step continues if the future is dropped.
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
                    // The runtime is shutting down, and this future with it.
                    Err(_) => pending().await,
                },
            }
        }
    }

    /// Waits until no step is in progress. Then all running executions are in the table, and all ended ones in the database.
    pub(super) async fn settled(&self) {
        self.steps.wait().await;
    }

    /// All running executions.
    pub(super) fn running(&self) -> Vec<ExecutionId> {
        self.lock().keys().copied().collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ExecutionId, Execution>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
