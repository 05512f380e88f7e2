//! Tools for agents, and their router.

mod command;
mod invocation;
mod network;
mod router;
mod text;

pub(crate) use invocation::{Invocation, RouteError};
pub(crate) use router::ToolRouter;
