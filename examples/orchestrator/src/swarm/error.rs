//! Errors of swarms.

use aegis_events::bus::PublishError;
use aegis_events::domain::{AgentId, SwarmId};
use thiserror::Error;

/// An error of a swarm.
#[derive(Debug, Error)]
pub(crate) enum SwarmError {
    #[error("there is no swarm {0}")]
    Gone(SwarmId),
    #[error("child rejected: {0}")]
    SpawnRejected(String),
    #[error("{0} is not a member of the swarm")]
    NoMember(AgentId),
    #[error("a child ended without a result: {0}")]
    Child(String),
    #[error("cannot share a volume with a child: {0}")]
    Volume(String),
    #[error("the swarm's event was not published")]
    Publish(#[from] PublishError),
}
