//! Permissions of agents: security contexts, and the enforcer of manifests.

mod context;
mod enforcer;

pub(crate) use context::SecurityContext;
pub(crate) use enforcer::{NetworkRefused, PolicyEnforcer};
