//! Events of the AEGIS catalog, with their fields filled in.

use std::sync::LazyLock;

use aegis_events::domain::execution::{
    ExecutionCancelled, ExecutionCompleted, ExecutionFailed, ExecutionStarted, IterationCompleted, IterationFailed,
    IterationStarted, RefinementApplied,
};
use aegis_events::domain::mcp_tool::{InvocationCompleted, InvocationFailed, InvocationStarted, ToolPolicyViolation};
use aegis_events::domain::swarm::{
    CascadeCancellationInitiated, ChildAgentSpawned, LockExpired, SpawnRejected, SwarmCreated, SwarmDissolved,
};
use aegis_events::domain::{
    AgentId, ChildCancelReason, CodeDiff, ExecutionId, IterationError, MCPError, SwarmId, ToolInvocationId,
    ViolationType,
};
use aegis_events::types::{Timestamp, Uuid};
use chrono::{TimeDelta, Utc};

/// An hour before the tests began.
static START: LazyLock<Timestamp> = LazyLock::new(|| Utc::now() - TimeDelta::hours(1));

/// A moment of the hour before the tests began, so many seconds after its beginning.
pub(crate) fn at(seconds: i64) -> Timestamp {
    *START + TimeDelta::seconds(seconds)
}

fn agent() -> AgentId {
    Uuid::from_u128(7).into()
}

pub(crate) fn run(n: u128) -> ExecutionId {
    Uuid::from_u128(n).into()
}

pub(crate) fn swarm(n: u128) -> SwarmId {
    Uuid::from_u128(n).into()
}

pub(crate) fn call(n: u128) -> ToolInvocationId {
    Uuid::from_u128(n).into()
}

pub(crate) fn started(n: u128, started_at: Timestamp) -> ExecutionStarted {
    ExecutionStarted { execution_id: run(n), agent_id: agent(), started_at }
}

pub(crate) fn iteration(n: u128, iteration_number: u8) -> IterationStarted {
    let action = "think".into();
    IterationStarted { execution_id: run(n), agent_id: agent(), iteration_number, action, started_at: at(0) }
}

pub(crate) fn responded(n: u128) -> IterationCompleted {
    let output = "done".into();
    IterationCompleted { execution_id: run(n), agent_id: agent(), iteration_number: 1, output, completed_at: at(0) }
}

pub(crate) fn stumbled(n: u128) -> IterationFailed {
    let error = IterationError { message: "no".into(), details: None };
    IterationFailed { execution_id: run(n), agent_id: agent(), iteration_number: 1, error, failed_at: at(0) }
}

pub(crate) fn refined(n: u128) -> RefinementApplied {
    RefinementApplied {
        execution_id: run(n),
        agent_id: agent(),
        iteration_number: 1,
        code_diff: CodeDiff { file_path: "a".into(), diff: "+".into() },
        cortex_pattern_id: None,
        cortex_pattern_category: None,
        cortex_success_score: None,
        cortex_solution_approach: None,
        applied_at: at(0),
    }
}

pub(crate) fn completed(n: u128, total_iterations: u8, completed_at: Timestamp) -> ExecutionCompleted {
    let final_output = "done".into();
    ExecutionCompleted { execution_id: run(n), agent_id: agent(), final_output, total_iterations, completed_at }
}

pub(crate) fn failed(n: u128, total_iterations: u8, failed_at: Timestamp) -> ExecutionFailed {
    ExecutionFailed { execution_id: run(n), agent_id: agent(), reason: "no".into(), total_iterations, failed_at }
}

pub(crate) fn cancelled(n: u128, cancelled_at: Timestamp) -> ExecutionCancelled {
    ExecutionCancelled { execution_id: run(n), agent_id: agent(), reason: None, cancelled_at }
}

pub(crate) fn formed(n: u128) -> SwarmCreated {
    SwarmCreated { swarm_id: swarm(n), parent_execution_id: run(1), created_at: at(0) }
}

pub(crate) fn dissolved(n: u128) -> SwarmDissolved {
    SwarmDissolved { swarm_id: swarm(n), parent_execution_id: run(1), reason: "done".into(), dissolved_at: at(0) }
}

pub(crate) fn spawned(n: u128) -> ChildAgentSpawned {
    ChildAgentSpawned { swarm_id: swarm(n), agent_id: agent(), execution_id: run(2), spawned_at: at(0) }
}

pub(crate) fn rejected(n: u128) -> SpawnRejected {
    let reason = "too many".into();
    SpawnRejected { swarm_id: swarm(n), parent_execution_id: run(1), agent_id: agent(), reason, rejected_at: at(0) }
}

pub(crate) fn cascade(n: u128) -> CascadeCancellationInitiated {
    CascadeCancellationInitiated {
        swarm_id: swarm(n),
        parent_execution_id: run(1),
        reason: ChildCancelReason::ParentCancelled,
        child_count: 2,
        initiated_at: at(0),
    }
}

pub(crate) fn expired(n: u128) -> LockExpired {
    LockExpired {
        swarm_id: swarm(n),
        execution_id: run(2),
        holder: agent(),
        resource_id: "build".into(),
        ttl_seconds: 300,
        expired_at: at(0),
    }
}

pub(crate) fn invoked(n: u128, started_at: Timestamp) -> InvocationStarted {
    InvocationStarted {
        invocation_id: call(n),
        execution_id: run(1),
        agent_id: agent(),
        server_id: Uuid::from_u128(9).into(),
        tool_name: "fs.read".into(),
        started_at,
    }
}

pub(crate) fn answered(n: u128, duration_ms: u64) -> InvocationCompleted {
    InvocationCompleted {
        invocation_id: call(n),
        execution_id: run(1),
        agent_id: agent(),
        result: aegis_events::types::Json::Null,
        duration_ms,
        completed_at: at(0),
    }
}

pub(crate) fn broke(n: u128, failed_at: Timestamp) -> InvocationFailed {
    let error = MCPError { code: -32_000, message: "no".into() };
    InvocationFailed { invocation_id: call(n), execution_id: run(1), agent_id: agent(), error, failed_at }
}

pub(crate) fn refused() -> ToolPolicyViolation {
    ToolPolicyViolation {
        invocation_id: None,
        execution_id: run(1),
        agent_id: agent(),
        tool_name: "cmd.run".into(),
        violation_type: ViolationType::ToolDenied,
        details: "not yours".into(),
        blocked_at: at(0),
    }
}
