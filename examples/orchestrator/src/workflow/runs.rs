//! The started runs of workflows, and the states that wait for a person.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use aegis_events::domain::ExecutionId;
use aegis_events::types::Json;
use tokio::sync::oneshot;

use super::definition::Workflow;
use crate::volume::Mounts;

/// All runs.
#[derive(Default)]
pub(crate) struct Runs {
    started: Mutex<HashMap<ExecutionId, StartedRun>>,
    waiting: Mutex<HashMap<ExecutionId, Waiting>>,
}

/// A started run.
pub(super) struct StartedRun {
    pub(super) workflow: Workflow,
    pub(super) mounts: Mounts,
}

struct Waiting {
    state_name: &'static str,
    answer: oneshot::Sender<Signal>,
}

/// The answer of a person.
#[derive(Debug)]
pub(crate) struct Signal {
    pub(crate) name: &'static str,
    pub(crate) payload: Json,
}

impl Runs {
    pub(super) fn enter(&self, run: ExecutionId, started: StartedRun) {
        lock(&self.started).insert(run, started);
    }

    pub(super) fn take(&self, run: ExecutionId) -> Option<StartedRun> {
        lock(&self.started).remove(&run)
    }

    /// Registers that a run waits for a signal in one of its states.
    pub(super) fn wait_for_signal(&self, run: ExecutionId, state_name: &'static str) -> oneshot::Receiver<Signal> {
        let (answer, answered) = oneshot::channel();
        lock(&self.waiting).insert(run, Waiting { state_name, answer });
        answered
    }

    /// Registers that a run does not wait any more.
    pub(super) fn stop_waiting(&self, run: ExecutionId) {
        lock(&self.waiting).remove(&run);
    }

    /// Sends a signal to a run that waits in a state. `false` if it does not wait.
    pub(crate) fn signal(&self, run: ExecutionId, state_name: &str, signal: Signal) -> bool {
        let mut waiting = lock(&self.waiting);
        if waiting.get(&run).is_none_or(|waiting| waiting.state_name != state_name) {
            return false;
        }
        waiting.remove(&run).is_some_and(|waiting| waiting.answer.send(signal).is_ok())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
