//! Executions: one run of an agent, iteration by iteration.

mod cancel;
mod launcher;
mod mind;
mod repo;
mod supervisor;
mod table;
#[cfg(test)]
mod tests;
mod toolbox;
mod validator;

pub(crate) use cancel::CancelExecutionUseCase;
pub(crate) use launcher::{Job, Launcher, Parts};
pub(crate) use mind::{Feedback, Mind, Stuck};
pub(crate) use repo::ExecutionRepo;
pub(crate) use supervisor::{ExecutionSupervisor, Finished};
pub(crate) use table::Executions;
pub(crate) use toolbox::Toolbox;
pub(crate) use validator::{Rejection, ReportValidator};
