//! Everything that an agent may use while it runs.

use std::sync::Arc;

use aegis_events::bus::Cause;

use crate::agent::Run;
use crate::policy::PolicyEnforcer;
use crate::smcp::ToolClient;
use crate::storage::{AegisFsal, Files};
use crate::swarm::StandardSwarmService;
use crate::volume::Mounts;

/// The files, tools and helpers of one run.
#[derive(Clone)]
pub(crate) struct Toolbox {
    pub(crate) run: Run,
    pub(crate) mounts: Mounts,
    pub(crate) files: Files,
    pub(crate) tools: ToolClient,
    pub(crate) fsal: Arc<AegisFsal>,
    pub(crate) swarms: Arc<StandardSwarmService>,
    pub(crate) enforcer: Arc<PolicyEnforcer>,
    /// The cause of everything done with the toolbox.
    pub(crate) cause: Cause,
}

impl Toolbox {
    /// The same toolbox with another cause.
    pub(crate) fn because(&self, cause: impl Into<Cause>) -> Self {
        let cause = cause.into();
        Self { files: self.files.because(cause), tools: self.tools.because(cause), cause, ..self.clone() }
    }
}
