//! The executions that run on this node. The first end counts: it takes the execution out.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use aegis_events::bus::Cause;
use aegis_events::domain::ExecutionId;
use tokio_util::sync::CancellationToken;

use crate::agent::Run;

/// All that run.
#[derive(Default)]
pub(crate) struct Executions {
    by_id: Mutex<HashMap<ExecutionId, Execution>>,
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

    /// All that run now.
    pub(super) fn running(&self) -> Vec<ExecutionId> {
        self.lock().keys().copied().collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ExecutionId, Execution>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
