//! What can go wrong in a swarm.

use aegis_events::bus::PublishError;
use aegis_events::domain::{AgentId, SwarmId};
use thiserror::Error;

/// What can go wrong in a swarm.
#[derive(Debug, Error)]
pub(crate) enum SwarmError {
    #[error("there is no swarm {0}")]
    Gone(SwarmId),
    #[error("no further child: {0}")]
    SpawnRejected(String),
    #[error("{0} is no member of the swarm")]
    NoMember(AgentId),
    #[error("a child ended without its result: {0}")]
    Child(String),
    #[error("a volume could not be shared with a child: {0}")]
    Volume(String),
    #[error("the swarm's event was not published")]
    Publish(#[from] PublishError),
}
