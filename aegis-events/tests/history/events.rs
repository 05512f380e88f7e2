//! Events of the AEGIS catalog, with their fields filled in.

use aegis_events::domain::execution::{ExecutionCompleted, ExecutionStarted, RefinementApplied};
use aegis_events::domain::smcp::SessionCreated;
use aegis_events::domain::volume::{VolumeAttached, VolumeCreated, VolumeDeleted};
use aegis_events::domain::{AgentId, CodeDiff, ExecutionId, StorageClass, VolumeId};
use aegis_events::types::Timestamp;

/// A fixed time plus a number of seconds.
pub(crate) fn at(seconds: i64) -> Timestamp {
    "2026-01-02T00:00:00Z".parse::<Timestamp>().unwrap() + chrono::TimeDelta::seconds(seconds)
}

pub(crate) fn created(volume_id: VolumeId, seconds: i64) -> VolumeCreated {
    VolumeCreated {
        volume_id,
        execution_id: None,
        storage_class: StorageClass::Ephemeral,
        ttl_hours: Some(24),
        remote_path: "/volumes/a".into(),
        size_limit_bytes: u64::MAX,
        created_at: at(seconds),
    }
}

pub(crate) fn attached(volume_id: VolumeId, execution_id: ExecutionId) -> VolumeAttached {
    VolumeAttached {
        volume_id,
        execution_id: Some(execution_id),
        instance_id: "c0ffee".into(),
        mount_point: "/workspace".into(),
        access_mode: "read-write".into(),
        attached_at: at(5),
    }
}

pub(crate) fn deleted(volume_id: VolumeId) -> VolumeDeleted {
    VolumeDeleted { volume_id, deleted_at: at(10) }
}

pub(crate) fn started(execution_id: ExecutionId) -> ExecutionStarted {
    ExecutionStarted { execution_id, agent_id: AgentId::new(), started_at: at(1) }
}

pub(crate) fn completed(execution_id: ExecutionId, final_output: &str) -> ExecutionCompleted {
    ExecutionCompleted {
        execution_id,
        agent_id: AgentId::new(),
        final_output: final_output.into(),
        total_iterations: 3,
        completed_at: at(9),
    }
}

pub(crate) fn refined(cortex_success_score: f64) -> RefinementApplied {
    RefinementApplied {
        execution_id: ExecutionId::new(),
        agent_id: AgentId::new(),
        iteration_number: 1,
        code_diff: CodeDiff { file_path: "src/main.rs".into(), diff: "+".into() },
        cortex_pattern_id: None,
        cortex_pattern_category: None,
        cortex_success_score: Some(cortex_success_score),
        cortex_solution_approach: None,
        applied_at: at(2),
    }
}

pub(crate) fn session(session_id: &str) -> SessionCreated {
    SessionCreated {
        session_id: session_id.into(),
        agent_id: AgentId::new(),
        execution_id: ExecutionId::new(),
        security_context_name: "default".into(),
        expires_at: at(3_600),
        created_at: at(0),
    }
}
