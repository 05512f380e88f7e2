//! The agent's side of an execution: a plan, how to carry it out, and how to improve it.

use std::future::Future;

use thiserror::Error;

use super::toolbox::Toolbox;
use super::validator::Rejection;
use crate::smcp::CallError;
use crate::storage::FsalError;
use crate::swarm::SwarmError;

/// The agent's side of an execution. In production this is a model; here it is code.
pub(crate) trait Mind: Send {
    /// The current plan as text.
    fn plan(&self) -> String;

    /// The goal of the next iteration.
    fn action(&self) -> String;

    /// The inner loop of one iteration: its final response, or the reason why there is none.
    fn iterate(&mut self, toolbox: &Toolbox) -> impl Future<Output = Result<String, Stuck>> + Send;

    /// Improves the plan from the feedback. `false` if there is no better plan.
    fn refine(&mut self, feedback: &Feedback<'_>) -> bool;
}

/// Why an iteration was not accepted.
pub(crate) enum Feedback<'a> {
    /// The inner loop ended with an error.
    Stuck(&'a Stuck),
    /// A validator rejected the response.
    Rejected(&'a Rejection),
}

/// The inner loop of an iteration cannot continue.
#[derive(Debug, Error)]
pub(crate) enum Stuck {
    #[error("{0}")]
    File(#[from] FsalError),
    #[error("{0}")]
    Call(#[from] CallError),
    #[error("{0}")]
    Swarm(#[from] SwarmError),
    /// Every attempt of the iteration was refused.
    #[error("all {} attempts were refused", .0.len())]
    Refused(Vec<String>),
}

impl Stuck {
    /// Details that are too long for the message.
    pub(crate) fn details(&self) -> Option<String> {
        match self {
            Self::Refused(attempts) => Some(attempts.join("\n")),
            _ => None,
        }
    }
}
