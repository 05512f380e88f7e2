//! Swarms: a parent execution with concurrent child agents.

mod child;
mod error;
mod locks;
mod messages;
mod service;
mod state;

pub(crate) use child::Child;
pub(crate) use error::SwarmError;
pub(crate) use locks::LockRequest;
pub(crate) use service::{StandardSwarmService, SwarmSpec};
