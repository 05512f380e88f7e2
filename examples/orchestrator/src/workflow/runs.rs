//! The runs of workflows that have been started, and the people's states that wait.

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

/// A run that the engine has to move.
pub(super) struct StartedRun {
    pub(super) workflow: Workflow,
    pub(super) mounts: Mounts,
}

struct Waiting {
    state_name: &'static str,
    answer: oneshot::Sender<Signal>,
}

/// What a person answers.
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

    /// Lets a run wait for a signal in one of its states.
    pub(super) fn wait_for_signal(&self, run: ExecutionId, state_name: &'static str) -> oneshot::Receiver<Signal> {
        let (answer, answered) = oneshot::channel();
        lock(&self.waiting).insert(run, Waiting { state_name, answer });
        answered
    }

    /// Lets a run wait no longer.
    pub(super) fn stop_waiting(&self, run: ExecutionId) {
        lock(&self.waiting).remove(&run);
    }

    /// Gives a signal to a run that waits in a state; `false` if it does not.
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
