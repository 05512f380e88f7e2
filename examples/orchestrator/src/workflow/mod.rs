//! Workflows: runs of several states, one of which may wait for a person.

mod definition;
mod engine;
mod reviewer;
mod runs;
mod start;

pub(crate) use definition::Workflow;
pub(crate) use engine::WorkflowEngine;
pub(crate) use reviewer::Reviewer;
pub(crate) use runs::Runs;
pub(crate) use start::StartWorkflowUseCase;
