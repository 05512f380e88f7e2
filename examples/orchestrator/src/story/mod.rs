//! The story of a run or a round: its chapters in order.
//!
//! The story only calls components and waits for events. It has no publisher handle.

mod agents;
mod executions;
mod line;
mod waiting;
mod workflows;

pub use line::ExecutionLine;

use std::path::Path;

use aegis_events::bus::EventBus;
use aegis_events::domain::DomainEvent;
use aegis_events::history::History;
use anyhow::{Context, Result};

use crate::house::House;
use crate::listeners::Listeners;

/// One pass of the story.
pub(crate) struct Story<'a> {
    house: &'a House,
    bus: &'a EventBus<DomainEvent>,
    history: &'a History<DomainEvent>,
    max_files: usize,
    executions: Vec<ExecutionLine>,
}

impl<'a> Story<'a> {
    pub(crate) fn new(
        house: &'a House,
        bus: &'a EventBus<DomainEvent>,
        history: &'a History<DomainEvent>,
        max_files: usize,
    ) -> Self {
        Self { house, bus, history, max_files, executions: Vec::new() }
    }

    /// Runs all chapters.
    pub(crate) async fn run(&mut self, folder: &Path, listeners: &mut Listeners) -> Result<()> {
        let cast = self.deploy_agents().await.context("cannot deploy the agents")?;
        let scratch = self.make_scratch_volume().await?;
        let (input, lent) = self.house.volumes.lend(folder).await?;
        let idle = self.leave_a_session_idle(&cast, lent.into()).await?;

        self.survey(&cast, input, listeners).await.context("the survey broke off")?;
        self.pry(&cast, input, scratch.volume_id).await.context("the prying agent broke off")?;
        self.watch_and_cancel(&cast, input).await.context("the watch broke off")?;
        self.run_workflows(input).await.context("the workflows broke off")?;

        self.scratch_expired(scratch).await?;
        idle.expired().await?;
        self.house.volumes.delete(input, lent).await.context("cannot return the folder")?;
        self.delete_agents().await.context("cannot delete the agents")
    }

    /// The ended executions.
    pub(crate) fn into_executions(self) -> Vec<ExecutionLine> {
        self.executions
    }
}
