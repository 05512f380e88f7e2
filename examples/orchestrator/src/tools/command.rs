//! The tool that runs commands in the folder of the agent's input.

use std::sync::Arc;

use aegis_events::bus::Cause;
use aegis_events::types::Json;
use serde_json::json;

use super::invocation::{INTERNAL_ERROR, INVALID_PARAMS, Invocation, METHOD_NOT_FOUND, ToolError};
use crate::command::{BuiltinDispatcher, CommandError, CommandRequest};
use crate::volume::Volumes;

/// The server of `cmd.*`.
pub(super) struct CommandTools {
    dispatcher: BuiltinDispatcher,
    volumes: Arc<Volumes>,
}

impl CommandTools {
    pub(super) fn new(dispatcher: BuiltinDispatcher, volumes: Arc<Volumes>) -> Self {
        Self { dispatcher, volumes }
    }

    pub(super) async fn run(&self, invocation: &Invocation, cause: Cause) -> Result<Json, ToolError> {
        let execution_id = invocation.run.execution_id;
        let grant = invocation.mounts.and_then(|mounts| self.volumes.grant(mounts.input, execution_id));
        let grant = grant.ok_or_else(|| ToolError::answer(INVALID_PARAMS, "there is no mount `input`"))?;
        let tool_call_id = invocation.id.to_string();
        let request = CommandRequest {
            execution_id,
            tool_call_id: &tool_call_id,
            command: invocation.text("command")?,
            args: args(invocation)?,
            folder: &grant.root,
            cwd: "/input",
        };
        match self.dispatcher.run(request, cause).await {
            Ok(output) => {
                Ok(json!({ "exit_code": output.exit_code, "stdout": output.stdout, "stderr": output.stderr }))
            }
            Err(CommandError::Publish(error)) => Err(error.into()),
            Err(error @ CommandError::NotFound(_)) => Err(ToolError::answer(METHOD_NOT_FOUND, error.to_string())),
            Err(error) => Err(ToolError::answer(INTERNAL_ERROR, error.to_string())),
        }
    }
}

fn args(invocation: &Invocation) -> Result<Vec<String>, ToolError> {
    let Some(args) = invocation.arguments.get("args") else { return Ok(Vec::new()) };
    let texts = args.as_array().and_then(|args| args.iter().map(|arg| arg.as_str().map(str::to_owned)).collect());
    texts.ok_or_else(|| ToolError::answer(INVALID_PARAMS, "the argument `args` is not a list of texts"))
}
