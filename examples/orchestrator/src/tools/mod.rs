//! Tools that agents may call, and the router that finds them.

mod command;
mod invocation;
mod network;
mod router;
mod text;

pub(crate) use invocation::{Invocation, RouteError};
pub(crate) use router::ToolRouter;
