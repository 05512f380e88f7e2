//! Agents: the registry of deployed agents, and the use cases that change it.

mod delete;
mod deploy;
mod pause;
mod registry;
mod resume;

pub(crate) use delete::DeleteAgentUseCase;
pub(crate) use deploy::DeployAgentUseCase;
pub(crate) use pause::PauseAgentUseCase;
pub(crate) use registry::{Agents, Run, Status, manifest_digest};
pub(crate) use resume::ResumeAgentUseCase;
