//! The same events as structs with serde's derives.

use aegis_events::types::{Json, Timestamp, Uuid};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FileRead {
    execution_id: Option<Uuid>,
    workflow_execution_id: Option<Uuid>,
    volume_id: Uuid,
    path: String,
    offset: u64,
    bytes_read: u64,
    duration_ms: u64,
    read_at: Timestamp,
    caller_node_id: Option<Uuid>,
    host_node_id: Option<Uuid>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ExecutionCompleted {
    execution_id: Uuid,
    agent_id: Uuid,
    final_output: String,
    total_iterations: u8,
    completed_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct InvocationCompleted {
    invocation_id: Uuid,
    execution_id: Uuid,
    agent_id: Uuid,
    result: Json,
    duration_ms: u64,
    completed_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event_type", content = "event_data")]
pub(crate) enum StorageEvent {
    FileRead(FileRead),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event_type", content = "event_data")]
pub(crate) enum ExecutionEvent {
    ExecutionCompleted(ExecutionCompleted),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event_type", content = "event_data")]
pub(crate) enum MCPToolEvent {
    InvocationCompleted(InvocationCompleted),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum DomainEvent {
    Storage(StorageEvent),
    Execution(ExecutionEvent),
    McpTool(MCPToolEvent),
}

impl From<FileRead> for DomainEvent {
    fn from(event: FileRead) -> Self {
        Self::Storage(StorageEvent::FileRead(event))
    }
}

impl From<ExecutionCompleted> for DomainEvent {
    fn from(event: ExecutionCompleted) -> Self {
        Self::Execution(ExecutionEvent::ExecutionCompleted(event))
    }
}

impl From<InvocationCompleted> for DomainEvent {
    fn from(event: InvocationCompleted) -> Self {
        Self::McpTool(MCPToolEvent::InvocationCompleted(event))
    }
}
