//! Workflow definitions: a sequence of states.

use std::time::Duration;

use aegis_events::domain::WorkflowId;

/// A workflow with its states.
#[derive(Debug, Clone)]
pub(crate) struct Workflow {
    pub(crate) id: WorkflowId,
    pub(crate) states: Vec<State>,
}

/// One state.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) name: &'static str,
    pub(crate) activity: Activity,
    /// Time limit.
    pub(crate) limit: Duration,
}

/// The activity of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Activity {
    /// Lists the input folder.
    Collect,
    /// Waits for a person's signal.
    Human,
    /// Writes the collected data and the answer to the workspace.
    File,
}

/// More than any state needs, even on a slow machine.
const AMPLE: Duration = Duration::from_secs(60);

impl Workflow {
    /// Collects, waits for a review that is answered, and files the result.
    pub(crate) fn attended() -> Self {
        Self::of(vec![
            State { name: "collect", activity: Activity::Collect, limit: AMPLE },
            State { name: "review", activity: Activity::Human, limit: AMPLE },
            State { name: "file", activity: Activity::File, limit: AMPLE },
        ])
    }

    /// Collects, and waits for a second signature that does not come.
    pub(crate) fn unattended() -> Self {
        Self::of(vec![
            State { name: "collect", activity: Activity::Collect, limit: AMPLE },
            State { name: "second-signature", activity: Activity::Human, limit: Duration::from_millis(200) },
            State { name: "file", activity: Activity::File, limit: AMPLE },
        ])
    }

    fn of(states: Vec<State>) -> Self {
        Self { id: WorkflowId::new(), states }
    }
}
