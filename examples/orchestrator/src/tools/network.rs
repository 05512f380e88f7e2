//! The tool for network access. No manifest here allows it, so it has no implementation.

use std::sync::Arc;

use aegis_events::bus::Cause;
use aegis_events::types::Json;

use super::invocation::{INTERNAL_ERROR, Invocation, ToolError};
use crate::policy::{NetworkRefused, PolicyEnforcer};

/// The server of `net.*`.
pub(super) struct NetworkTools {
    enforcer: Arc<PolicyEnforcer>,
}

impl NetworkTools {
    pub(super) fn new(enforcer: Arc<PolicyEnforcer>) -> Self {
        Self { enforcer }
    }

    pub(super) async fn fetch(&self, invocation: &Invocation, cause: Cause) -> Result<Json, ToolError> {
        let host = invocation.text("host")?;
        match self.enforcer.refuse_host(invocation.run, host, cause).await {
            NetworkRefused::Publish(error) => Err(error.into()),
            refused @ NetworkRefused::Host(_) => Err(ToolError::answer(INTERNAL_ERROR, refused.to_string())),
        }
    }
}
