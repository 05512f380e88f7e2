//! Rows as a busy orchestrator makes them: nine of ten are storage's; about 430 bytes of JSON each.

use aegis_events::domain::execution::IterationCompleted;
use aegis_events::domain::storage::{FileRead, FileWritten};
use aegis_events::domain::{AgentId, DomainEvent, ExecutionId, NodeId, Publishers, VolumeId};
use aegis_events::history::{History, HistoryConfig};
use aegis_events::types::{Timestamp, Uuid};
use aegis_events::{BusConfig, EventBus};

/// The number of rows that the figures are about.
pub(crate) const ROWS: u64 = 60_000;

/// One event of a run: executions follow one another, each with its agent, its volume and some 300 file operations.
pub(crate) fn event(n: u64) -> DomainEvent {
    let run = u128::from(n / 300);
    // As v7 ids are: time in front, so that those of one hour stand together.
    let id = |kind: u128| Uuid::from_u128((0x0192_5f3c_0000_7000_8000_0000_0000_0000 | kind << 48) + run * 0x9e37_79b9);
    let execution_id = ExecutionId::from(id(1));
    let agent_id = AgentId::from(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + run % 40));
    let volume_id = VolumeId::from(id(2));
    let at = Timestamp::from_timestamp_micros(1_760_000_000_000_000 + n as i64 * 731).expect("a time in range");
    let node = Some(NodeId::from(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001)));
    let path = format!("/workspace/{}/crates/pipeline/src/stages/module_{:05}/implementation.rs", run % 7, n % 977);
    match n % 20 {
        0 | 10 => IterationCompleted {
            execution_id,
            agent_id,
            iteration_number: (n / 20 % 5 + 1) as u8,
            output: "All tests pass; the parser now accepts trailing commas and reports the column. ".repeat(3),
            completed_at: at,
        }
        .into(),
        n if n % 2 == 0 => FileWritten {
            execution_id: Some(execution_id),
            workflow_execution_id: Some(id(3)),
            volume_id,
            caller_node_id: node,
            host_node_id: node,
            path,
            offset: n * 4_096,
            bytes_written: 4_096,
            duration_ms: 2,
            written_at: at,
        }
        .into(),
        n => FileRead {
            execution_id: Some(execution_id),
            workflow_execution_id: Some(id(3)),
            volume_id,
            caller_node_id: node,
            host_node_id: node,
            path,
            offset: n * 4_096,
            bytes_read: 65_536,
            duration_ms: 1,
            read_at: at,
        }
        .into(),
    }
}

/// Publishes events by the components that own them, and waits where the recorder's queue is full.
pub(crate) async fn publish_all(publishers: &Publishers, events: Vec<DomainEvent>) {
    for event in events {
        let published = match event {
            DomainEvent::Storage(_) => publishers.aegis_fsal.publish_any_wait(event).await,
            _ => publishers.execution_supervisor.publish_any_wait(event).await,
        };
        published.expect("an event that can be published");
    }
}

/// Records events through a separate bus, from the first publish to the last commit.
pub(crate) async fn record_all(history: &History<DomainEvent>, events: Vec<DomainEvent>) {
    let (bus, publishers) = EventBus::new(BusConfig::default());
    let recorder = history.record(&bus);
    publish_all(&publishers, events).await;
    assert!(recorder.recorded_through(bus.sequence()).await.is_ok(), "{:?}", recorder.state());
}

/// A history with its schema made.
pub(crate) async fn open(url: &str) -> History<DomainEvent> {
    History::open(HistoryConfig::new(url).with_migrate(true)).await.expect("a history")
}

/// All rows of a run.
pub(crate) fn all(rows: u64) -> Vec<DomainEvent> {
    (0..rows).map(event).collect()
}
