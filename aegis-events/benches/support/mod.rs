//! Events of the AEGIS catalog, medians and Markdown tables, for the benchmarks of the bus.

#![allow(dead_code, unreachable_pub, reason = "each benchmark uses its own part")]

use aegis_events::PublishError;
use aegis_events::domain::agent_lifecycle::AgentPaused;
use aegis_events::domain::execution::{ExecutionStarted, IterationStarted};
use aegis_events::domain::smcp::SessionRevoked;
use aegis_events::domain::storage::FileRead;
use aegis_events::domain::swarm::LockReleased;
use aegis_events::domain::volume::VolumeDeleted;
use aegis_events::domain::{AgentId, DomainEvent, ExecutionId, Publishers, SessionId, SwarmId, VolumeId};
use aegis_events::types::{Timestamp, Uuid};

/// A storage event as it comes nine times out of ten: ids, a path, numbers and a time.
pub fn file_read(n: u64) -> FileRead {
    FileRead {
        execution_id: Some(execution(n % 10)),
        workflow_execution_id: None,
        volume_id: VolumeId::from(Uuid::from_u128(7)),
        caller_node_id: None,
        host_node_id: None,
        path: format!("/workspace/src/module_{n}.rs"),
        offset: n,
        bytes_read: 4_096,
        duration_ms: 1,
        read_at: time(),
    }
}

/// The start of an execution.
pub fn execution_started(n: u64) -> ExecutionStarted {
    ExecutionStarted { execution_id: execution(n % 10), agent_id: agent(), started_at: time() }
}

/// A ready-made event, as its publisher has it.
pub enum Ready {
    /// Nine of ten.
    Read(FileRead),
    /// The others, of several types.
    Other(DomainEvent),
}

impl From<Ready> for DomainEvent {
    fn from(ready: Ready) -> Self {
        match ready {
            Ready::Read(event) => event.into(),
            Ready::Other(event) => event,
        }
    }
}

/// 500 events: nine of ten are storage's, and each of ten executions has three.
pub fn mixed_burst() -> Vec<Ready> {
    (0..500).map(|n| if n % 10 == 9 { Ready::Other(other(n / 10)) } else { Ready::Read(file_read(n)) }).collect()
}

/// The 50 events of a burst that are not storage's.
fn other(n: u64) -> DomainEvent {
    let (agent_id, execution_id) = (agent(), execution(n % 10));
    match n {
        0..20 => execution_started(n).into(),
        20..30 => {
            let action = "refine".to_owned();
            IterationStarted { execution_id, agent_id, iteration_number: 1, action, started_at: time() }.into()
        }
        30..35 => VolumeDeleted { volume_id: VolumeId::from(Uuid::from_u128(7)), deleted_at: time() }.into(),
        35..40 => AgentPaused { agent_id, paused_at: time() }.into(),
        40..45 => SessionRevoked {
            session_id: SessionId::from("session".to_owned()),
            agent_id,
            execution_id,
            reason: "test".to_owned(),
            revoked_at: time(),
        }
        .into(),
        _ => LockReleased {
            swarm_id: SwarmId::from(Uuid::from_u128(3)),
            execution_id,
            holder: agent_id,
            resource_id: "build".to_owned(),
            released_at: time(),
        }
        .into(),
    }
}

/// Publishes an event by a component that owns it.
pub fn publish(publishers: &Publishers, event: Ready) -> Result<(), PublishError> {
    match event {
        Ready::Read(event) => publishers.aegis_fsal.publish(event).map(|_| ()),
        Ready::Other(event) => publish_other(publishers, event),
    }
}

fn publish_other(publishers: &Publishers, event: DomainEvent) -> Result<(), PublishError> {
    match &event {
        DomainEvent::Execution(_) => publishers.execution_supervisor.publish_any(event),
        DomainEvent::Volume(_) => publishers.volume_manager.publish_any(event),
        DomainEvent::AgentLifecycle(_) => publishers.pause_agent_use_case.publish_any(event),
        DomainEvent::Smcp(_) => publishers.attestation_service.publish_any(event),
        _ => publishers.standard_swarm_service.publish_any(event),
    }
    .map(|_| ())
}

/// One of ten executions.
pub fn execution(n: u64) -> ExecutionId {
    ExecutionId::from(Uuid::from_u128(0x1000 + u128::from(n)))
}

/// The same agent always.
pub fn agent() -> AgentId {
    AgentId::from(Uuid::from_u128(1))
}

/// The same time always.
pub fn time() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

/// The middle of some measurements.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Prints a Markdown table.
pub fn table(title: &str, head: &[&str], rows: &[Vec<String>]) {
    println!("\n### {title}\n");
    println!("| {} |", head.join(" | "));
    println!("|{}", "---|".repeat(head.len()));
    for row in rows {
        println!("| {} |", row.join(" | "));
    }
}
