//! A tool call after authorization.

use aegis_events::bus::{Cause, PublishError};
use aegis_events::domain::{MCPError, ToolInvocationId};
use aegis_events::types::Json;
use thiserror::Error;

use crate::agent::Run;
use crate::policy::SecurityContext;
use crate::storage::{FsalError, Place};
use crate::volume::Mounts;

/// An authorized call.
pub(crate) struct Invocation {
    pub(crate) id: ToolInvocationId,
    pub(crate) run: Run,
    pub(crate) tool: String,
    pub(crate) arguments: Json,
    pub(crate) context: &'static SecurityContext,
    pub(crate) mounts: Option<Mounts>,
    pub(crate) cause: Cause,
}

/// A call without a result.
#[derive(Debug, Error)]
pub(crate) enum RouteError {
    #[error("{0}")]
    Refused(String),
    #[error("{}", .0.message)]
    Failed(MCPError),
    #[error("the call's event was not published")]
    Publish(#[from] PublishError),
}

/// Why a tool returned no result: an error for the agent, or a failed publish.
#[derive(Debug, Error)]
pub(crate) enum ToolError {
    #[error("{} ({})", .0.message, .0.code)]
    Answer(MCPError),
    #[error("an event was not published")]
    Publish(#[from] PublishError),
}

/// Error codes of JSON-RPC, and of MCP for a missing resource.
pub(super) const METHOD_NOT_FOUND: i32 = -32_601;
pub(super) const INVALID_PARAMS: i32 = -32_602;
pub(super) const INTERNAL_ERROR: i32 = -32_603;
pub(super) const RESOURCE_NOT_FOUND: i32 = -32_002;

impl ToolError {
    pub(super) fn answer(code: i32, message: impl Into<String>) -> Self {
        Self::Answer(MCPError { code, message: message.into() })
    }
}

impl From<FsalError> for ToolError {
    fn from(error: FsalError) -> Self {
        match error {
            FsalError::Publish(error) => error.into(),
            FsalError::Missing { .. } => Self::answer(RESOURCE_NOT_FOUND, error.to_string()),
            other => Self::answer(INTERNAL_ERROR, other.to_string()),
        }
    }
}

impl Invocation {
    /// A text argument.
    pub(super) fn text(&self, name: &str) -> Result<&str, ToolError> {
        let value = self.arguments.get(name).and_then(Json::as_str);
        value
            .ok_or_else(|| ToolError::answer(INVALID_PARAMS, format!("the argument `{name}` is missing or not a text")))
    }

    /// The file of the arguments `volume` and `path`.
    pub(super) fn place(&self) -> Result<Place, ToolError> {
        let (volume, path) = (self.text("volume")?, self.text("path")?);
        let id = self.mounts.and_then(|mounts| mounts.by_name(volume));
        let id = id.ok_or_else(|| ToolError::answer(INVALID_PARAMS, format!("there is no mount `{volume}`")))?;
        Ok(Place::new(id, path))
    }
}
