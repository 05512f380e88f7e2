//! What an agent brings to an execution: a plan, a way to carry it out, and a way to better it.

use std::future::Future;

use thiserror::Error;

use super::toolbox::Toolbox;
use super::validator::Rejection;
use crate::smcp::CallError;
use crate::storage::FsalError;
use crate::swarm::SwarmError;

/// The agent's side of an execution. A model would stand behind it; here it is code.
pub(crate) trait Mind: Send {
    /// The plan as text, as it stands now.
    fn plan(&self) -> String;

    /// What the next iteration sets out to do.
    fn action(&self) -> String;

    /// The inner loop of one iteration: its final response, or why there is none.
    fn iterate(&mut self, toolbox: &Toolbox) -> impl Future<Output = Result<String, Stuck>> + Send;

    /// Betters the plan by what went wrong; `false` if it knows no better.
    fn refine(&mut self, feedback: &Feedback<'_>) -> bool;
}

/// What went wrong in an iteration.
pub(crate) enum Feedback<'a> {
    /// The inner loop ended with an error.
    Stuck(&'a Stuck),
    /// A validator did not accept the response.
    Rejected(&'a Rejection),
}

/// The inner loop of an iteration cannot go on.
#[derive(Debug, Error)]
pub(crate) enum Stuck {
    #[error("{0}")]
    File(#[from] FsalError),
    #[error("{0}")]
    Call(#[from] CallError),
    #[error("{0}")]
    Swarm(#[from] SwarmError),
    /// Every attempt of the iteration was refused.
    #[error("{} attempts, all refused", .0.len())]
    Refused(Vec<String>),
}

impl Stuck {
    /// Whatever belongs to the message but is too long for it.
    pub(crate) fn details(&self) -> Option<String> {
        match self {
            Self::Refused(attempts) => Some(attempts.join("\n")),
            _ => None,
        }
    }
}
