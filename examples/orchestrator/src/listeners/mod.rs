//! The listeners: a subscriber of each kind, and its results.
//!
//! | subscriber | events | read |
//! |---|---|---|
//! | `EventRecorder` | every event | by `history.record`, in [`run`](crate::run) |
//! | `AuditLogger`, `MetricsCollector`, `GrpcStream` | as the catalog declares them | by the library, in [`standing`](crate::standing) |
//! | `TtlReaper` | as the catalog declares it | by the library; created in [`house`](crate::house), because it publishes, and started in [`run`](crate::run) |
//! | `narrator` | every event | with `next`, backfilled from the history |
//! | `accountant` | `VolumeCreated` | durable, from the history |
//! | `client` | every event of one execution | with `next` |
//! | `JsonLines`, with `--record` | every event | by `run`, lossless |
//!
//! Components that react to events subscribe on their own: `AttestationService` to a family; `StandardSwarmService`, `WorkflowEngine` and
//! `Reviewer` to single events.

mod accountant;
mod client;
mod describe;
mod description;
mod json_lines;
mod narrator;
mod storage;
mod swarm;

use std::fs::File;
use std::sync::Arc;

use aegis_events::bus::{Ending, EventBus, ShutdownReport, SubscriberStats};
use aegis_events::domain::{DomainEvent, ExecutionId};
use aegis_events::history::BackfillStats;
use anyhow::{Context, Result};
use tokio::task::JoinHandle;

use accountant::Accountant;
use json_lines::JsonLines;

use crate::database::Database;
use crate::screen::Screen;

pub use accountant::Account;
pub use client::Followed;
pub(crate) use describe::describe;
pub(crate) use description::Description;

/// The interest of each subscriber, for the table. The bus's statistics do not contain it.
const INTERESTS: [(&str, &str); 11] = [
    ("EventRecorder", "everything, for the history"),
    ("JsonLines", "everything, for a file"),
    ("AuditLogger", "Smcp, Policy, Command, as declared"),
    ("MetricsCollector", "Execution, McpTool, Swarm, as declared"),
    ("AttestationService", "the family Execution"),
    ("StandardSwarmService", "ExecutionCancelled"),
    ("WorkflowEngine", "WorkflowStarted"),
    ("Reviewer", "WorkflowStateEntered"),
    ("narrator", "everything, backfilled"),
    ("accountant", "VolumeCreated, from the history"),
    ("client", "one execution, by key"),
];

/// What a subscriber listens to.
pub(crate) fn listens_to(name: &str) -> &'static str {
    INTERESTS.iter().find(|(known, _)| *known == name).map_or("", |(_, interest)| interest)
}

/// All listeners of a run.
pub(crate) struct Listeners {
    json_lines: Option<Arc<JsonLines>>,
    narrator: JoinHandle<(BackfillStats, SubscriberStats)>,
    accountant: Accountant,
    client: Option<JoinHandle<(Followed, SubscriberStats)>>,
}

/// The results of the listeners.
pub(crate) struct ListenerResults {
    pub(crate) subscribers: Vec<SubscriberStats>,
    pub(crate) narrator: (BackfillStats, SubscriberStats),
    pub(crate) account: Account,
    pub(crate) client: Option<(Followed, SubscriberStats)>,
}

impl Listeners {
    /// Subscribes the listeners whose interest is known from the start.
    pub(crate) async fn start(
        bus: &EventBus<DomainEvent>,
        database: &Database,
        screen: &Arc<Screen>,
        record: Option<File>,
    ) -> Result<Self> {
        let Database { history, pool } = database;
        Ok(Self {
            json_lines: match record {
                Some(file) => Some(JsonLines::listen(bus, file).context("cannot write the record")?),
                None => None,
            },
            narrator: narrator::listen(bus, history, Arc::clone(screen)),
            accountant: Accountant::listen(history, pool).await.context("cannot start the accountant")?,
            client: None,
        })
    }

    /// Connects a client that follows one execution. It replaces the previous client.
    pub(crate) fn follow(&mut self, bus: &EventBus<DomainEvent>, execution_id: ExecutionId) {
        if let Some(before) = self.client.replace(client::follow(bus, execution_id)) {
            before.abort();
        }
    }

    /// Waits until all listeners are done. The bus must be closed, and recorded up to the position.
    pub(crate) async fn end(self, drained: ShutdownReport, position: u64) -> Result<ListenerResults> {
        let narrator = self.narrator.await?;
        let account = self.accountant.end(position).await?;
        let client = match self.client {
            Some(client) => Some(client.await?),
            None => None,
        };
        let subscribers = drained
            .subscribers()
            .iter()
            .filter(|subscriber| subscriber.ending != Ending::ByHand)
            .map(|subscriber| subscriber.stats.clone())
            .collect();
        if let Some(lines) = &self.json_lines {
            lines.end().context("cannot write the end of the record")?;
        }
        Ok(ListenerResults { subscribers, narrator, account, client })
    }
}
