//! JSON both ways, compared with serde's derives on the same structs.
//!
//! `cargo bench -p aegis-events --bench codec` encodes and decodes the same events by turns, in rounds, and compares the
//! medians. `payload`: the event's fields alone, its type known, as history reads and writes them. `event`: with family and
//! type around them, as gRPC and NATS clients see them; the derives use adjacent tagging, which gives the nearest JSON.

mod by_hand;
mod measure;

use std::hint::black_box;

use aegis_events::domain::execution::ExecutionCompleted;
use aegis_events::domain::mcp_tool::InvocationCompleted;
use aegis_events::domain::storage::FileRead;
use aegis_events::domain::{AgentId, DomainEvent, ExecutionId, ToolInvocationId, VolumeId};
use aegis_events::event::Payload;
use aegis_events::event::payload_from_json;
use aegis_events::types::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use measure::Contest;

fn main() {
    println!("| JSON of | what | derives, ns | catalog, ns | speed, catalog to derives |");
    println!("|---------|------|------------:|------------:|--------------------------:|");
    rows::<FileRead, by_hand::FileRead>("FileRead", &file_read());
    rows::<ExecutionCompleted, by_hand::ExecutionCompleted>("ExecutionCompleted", &completed());
    rows::<InvocationCompleted, by_hand::InvocationCompleted>("InvocationCompleted", &invocation());
}

/// Four rows for one event: payload and whole event, out and in.
fn rows<E, H>(name: &str, event: &E)
where
    E: Payload<Domain = DomainEvent>,
    H: Serialize + DeserializeOwned + Clone + Into<by_hand::DomainEvent>,
{
    let payload = serde_json::to_vec(event).expect("it encodes");
    let by_hand: H = serde_json::from_slice(&payload).expect("the same JSON fits both");
    Contest::new(name, "payload, encode")
        .derives(|| black_box(serde_json::to_vec(black_box(&by_hand)).expect("it encodes")).len())
        .catalog(|| {
            let mut json = Vec::with_capacity(128);
            aegis_events::codec::AnyRecord::write_json(black_box(event), &mut json).expect("it encodes");
            black_box(json).len()
        })
        .print();
    Contest::new(name, "payload, decode")
        .derives(|| black_box(serde_json::from_slice::<H>(black_box(&payload))).is_ok() as usize)
        .catalog(|| black_box(payload_from_json::<DomainEvent>(E::KIND, black_box(&payload))).is_ok() as usize)
        .print();

    let whole: DomainEvent = event.clone().into();
    let whole_by_hand: by_hand::DomainEvent = by_hand.into();
    let json = whole.to_json().expect("it encodes");
    let json_by_hand = serde_json::to_vec(&whole_by_hand).expect("it encodes");
    Contest::new(name, "event, encode")
        .derives(|| black_box(serde_json::to_vec(black_box(&whole_by_hand)).expect("it encodes")).len())
        .catalog(|| black_box(black_box(&whole).to_json().expect("it encodes")).len())
        .print();
    Contest::new(name, "event, decode")
        .derives(|| {
            black_box(serde_json::from_slice::<by_hand::DomainEvent>(black_box(&json_by_hand))).is_ok() as usize
        })
        .catalog(|| black_box(DomainEvent::from_json(black_box(&json))).is_ok() as usize)
        .print();
}

fn at() -> Timestamp {
    "2026-03-04T05:06:07.123456Z".parse().expect("a time")
}

fn file_read() -> FileRead {
    FileRead {
        execution_id: Some(ExecutionId::new()),
        workflow_execution_id: None,
        volume_id: VolumeId::new(),
        path: "/workspace/src/main.rs".into(),
        offset: 65_536,
        bytes_read: 4_096,
        duration_ms: 3,
        read_at: at(),
        caller_node_id: None,
        host_node_id: None,
    }
}

fn completed() -> ExecutionCompleted {
    ExecutionCompleted {
        execution_id: ExecutionId::new(),
        agent_id: AgentId::new(),
        final_output: "All three validators passed.\nThe patch touches two files.".repeat(4),
        total_iterations: 3,
        completed_at: at(),
    }
}

fn invocation() -> InvocationCompleted {
    InvocationCompleted {
        invocation_id: ToolInvocationId::new(),
        execution_id: ExecutionId::new(),
        agent_id: AgentId::new(),
        result: serde_json::json!({ "matches": [{ "line": 12, "text": "fn main() {" }, { "line": 40, "text": "}" }], "truncated": false }),
        duration_ms: 12,
        completed_at: at(),
    }
}
