//! Who listens: a subscriber of each kind, and what came to its ears.
//!
//! | subscriber | of | read |
//! |---|---|---|
//! | `EventRecorder`, `AuditLogger`, `MetricsCollector`, `GrpcStream` | as the catalog declares them | by `bus.run` |
//! | `narrator` | every event | by hand, `next` |
//! | `accountant` | `VolumeCreated` alone | by hand, `next` |
//! | `client` | every event of one execution | by hand, `next` |
//!
//! Components that react to others (`AttestationService`: a family; `StandardSwarmService`, `WorkflowEngine`, `Reviewer`: single
//! events; `TtlReaper`: declared) subscribe by themselves.

mod accountant;
mod audit;
mod client;
mod describe;
mod metrics;
mod narrator;
mod progress;
mod recorder;
mod storage;
mod swarm;

use std::fs::File;
use std::sync::Arc;

use aegis_events::bus::{Ending, EventBus, ShutdownReport, SubscriberStats};
use aegis_events::domain::{DomainEvent, ExecutionId};
use anyhow::{Context, Result};
use tokio::task::JoinHandle;

use audit::Audit;
use metrics::Metrics;
use progress::Progress;
use recorder::Recorder;

use crate::screen::Screen;

pub use client::Followed;

/// Who listens to what, for the table: the bus's numbers do not tell.
const INTERESTS: [(&str, &str); 12] = [
    ("EventRecorder", "everything, as declared"),
    ("AuditLogger", "Smcp, Policy, Command, as declared"),
    ("MetricsCollector", "Execution, McpTool, Swarm, as declared"),
    ("GrpcStream", "Execution, Swarm, as declared"),
    ("TtlReaper", "three events of Volume, as declared"),
    ("AttestationService", "the family Execution"),
    ("StandardSwarmService", "ExecutionCancelled"),
    ("WorkflowEngine", "WorkflowStarted"),
    ("Reviewer", "WorkflowStateEntered"),
    ("narrator", "everything"),
    ("accountant", "VolumeCreated"),
    ("client", "one execution, by key"),
];

/// What a subscriber listens to.
pub(crate) fn listens_to(name: &str) -> &'static str {
    INTERESTS.iter().find(|(known, _)| *known == name).map_or("", |(_, interest)| interest)
}

/// All listeners of a run.
pub(crate) struct Listeners {
    recorder: Arc<Recorder>,
    audit: Arc<Audit>,
    metrics: Arc<Metrics>,
    progress: Arc<Progress>,
    narrator: JoinHandle<SubscriberStats>,
    accountant: JoinHandle<(u64, SubscriberStats)>,
    client: Option<JoinHandle<(Followed, SubscriberStats)>>,
}

/// What the listeners have to say at the end.
pub(crate) struct Heard {
    pub(crate) subscribers: Vec<SubscriberStats>,
    pub(crate) recorded: u64,
    pub(crate) audit_entries: u64,
    pub(crate) audit_head: String,
    pub(crate) metrics: Vec<(String, u64)>,
    pub(crate) pushed: u64,
    pub(crate) provisioned_bytes: u64,
    pub(crate) followed: Option<Followed>,
}

impl Listeners {
    /// Subscribes everybody whose interest is known from the start.
    pub(crate) fn start(bus: &EventBus<DomainEvent>, screen: &Arc<Screen>, record: Option<File>) -> Self {
        Self {
            recorder: Recorder::listen(bus, record),
            audit: Audit::listen(bus),
            metrics: Metrics::listen(bus),
            progress: Progress::listen(bus),
            narrator: narrator::listen(bus, Arc::clone(screen)),
            accountant: accountant::listen(bus),
            client: None,
        }
    }

    /// Connects a client that follows one execution.
    pub(crate) fn follow(&mut self, bus: &EventBus<DomainEvent>, execution_id: ExecutionId) {
        self.client = Some(client::follow(bus, execution_id));
    }

    /// Waits until everybody has heard everything; the bus has to be closed.
    pub(crate) async fn end(self, drained: ShutdownReport) -> Result<Heard> {
        let by_hand = self.narrator.await?;
        let (provisioned_bytes, accountant) = self.accountant.await?;
        let followed = match self.client {
            Some(client) => Some(client.await?),
            None => None,
        };
        let mut subscribers: Vec<_> = drained
            .subscribers()
            .iter()
            .filter(|subscriber| subscriber.ending != Ending::ByHand)
            .map(|subscriber| subscriber.stats.clone())
            .collect();
        subscribers.extend([by_hand, accountant]);
        subscribers.extend(followed.as_ref().map(|(_, stats)| stats.clone()));
        let (audit_entries, audit_head) = self.audit.end();
        Ok(Heard {
            subscribers,
            recorded: self.recorder.end().context("the record could not be written")?,
            audit_entries,
            audit_head,
            metrics: self.metrics.end(),
            pushed: self.progress.end(),
            provisioned_bytes,
            followed: followed.map(|(followed, _)| followed),
        })
    }
}
