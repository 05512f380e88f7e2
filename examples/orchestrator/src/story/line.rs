//! The result of one execution.

use std::time::Duration;

use aegis_events::domain::ExecutionId;

/// An execution of an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecutionLine {
    /// The agent's name.
    pub agent: &'static str,
    /// The execution.
    pub execution_id: ExecutionId,
    /// `completed`, `failed` or `cancelled`.
    pub outcome: &'static str,
    /// The number of iterations.
    pub iterations: u8,
    /// The duration.
    pub took: Duration,
    /// The accepted response, or the reason why there is none.
    pub result: String,
}
