//! Workflow definitions: states one after the other.

use std::time::Duration;

use aegis_events::domain::WorkflowId;

/// A workflow: what is done, state by state.
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
    /// How long it may take.
    pub(crate) limit: Duration,
}

/// What happens in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Activity {
    /// Lists the input folder.
    Collect,
    /// Waits for a person's signal.
    Human,
    /// Writes what was collected and answered into the workspace.
    File,
}

/// More than any state of a machine needs, also a slow one.
const AMPLE: Duration = Duration::from_secs(60);

impl Workflow {
    /// Collects, has it reviewed by somebody who answers, and files it.
    pub(crate) fn attended() -> Self {
        Self::of(vec![
            State { name: "collect", activity: Activity::Collect, limit: AMPLE },
            State { name: "review", activity: Activity::Human, limit: AMPLE },
            State { name: "file", activity: Activity::File, limit: AMPLE },
        ])
    }

    /// Collects, and waits for a second signature that nobody gives.
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
