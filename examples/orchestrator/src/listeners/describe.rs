//! The text of an event's line, and whether the line is shown by default.

use aegis_events::domain::{
    AgentLifecycleEvent, CommandExecutionEvent, DomainEvent, ExecutionEvent, MCPToolEvent, PolicyEvent, SmcpEvent,
    StorageEvent, VolumeEvent, WorkflowEvent,
};

use super::description::{Description, main, minor, short};
use super::swarm::of_swarm;
use crate::screen::Tone;

pub(crate) fn describe(event: &DomainEvent) -> Description {
    match event {
        DomainEvent::AgentLifecycle(event) => of_agent(event),
        DomainEvent::Execution(event) => of_execution(event),
        DomainEvent::Policy(event) => of_policy(event),
        DomainEvent::Volume(event) => of_volume(event),
        DomainEvent::Storage(event) => of_storage(event),
        DomainEvent::McpTool(event) => of_tool(event),
        DomainEvent::Command(event) => of_command(event),
        DomainEvent::Smcp(event) => of_smcp(event),
        DomainEvent::Swarm(event) => of_swarm(event),
        DomainEvent::Workflow(event) => of_workflow(event),
    }
}

fn of_agent(event: &AgentLifecycleEvent) -> Description {
    match event {
        AgentLifecycleEvent::AgentDeployed(e) => {
            main(Tone::Plain, format!("{} {}, agent {}", e.manifest.name, e.manifest.version, short(&e.agent_id)))
        }
        AgentLifecycleEvent::AgentUpdated(e) => main(Tone::Plain, format!("{} → {}", e.old_version, e.new_version)),
        AgentLifecycleEvent::AgentPaused(e) => main(Tone::Plain, format!("agent {}", short(&e.agent_id))),
        AgentLifecycleEvent::AgentResumed(e) => main(Tone::Plain, format!("agent {}", short(&e.agent_id))),
        AgentLifecycleEvent::AgentDeleted(e) => main(Tone::Plain, format!("agent {}", short(&e.agent_id))),
    }
}

fn of_execution(event: &ExecutionEvent) -> Description {
    match event {
        ExecutionEvent::ExecutionStarted(e) => {
            main(Tone::Plain, format!("execution {} of agent {}", short(&e.execution_id), short(&e.agent_id)))
        }
        ExecutionEvent::IterationStarted(e) => main(Tone::Plain, format!("{}: {}", e.iteration_number, e.action)),
        ExecutionEvent::IterationCompleted(e) => {
            main(Tone::Good, format!("{}: a response of {} bytes", e.iteration_number, e.output.len()))
        }
        ExecutionEvent::IterationFailed(e) => {
            main(Tone::Refused, format!("{}: {}", e.iteration_number, e.error.message))
        }
        ExecutionEvent::RefinementApplied(e) => main(Tone::Plain, changes(&e.code_diff.diff)),
        ExecutionEvent::ExecutionCompleted(e) => main(Tone::Good, format!("after {} iterations", e.total_iterations)),
        ExecutionEvent::ExecutionFailed(e) => main(Tone::Refused, e.reason.as_str()),
        ExecutionEvent::ExecutionCancelled(e) => main(Tone::Refused, e.reason.as_deref().unwrap_or_default()),
    }
}

/// The changed lines of a diff.
fn changes(diff: &str) -> String {
    let changed = diff.lines().skip(2).filter(|line| line.starts_with(['+', '-']));
    changed.collect::<Vec<_>>().join("  ")
}

fn of_policy(event: &PolicyEvent) -> Description {
    match event {
        PolicyEvent::PolicyViolationAttempted(e) => main(Tone::Refused, format!("{}: {}", e.violation_type, e.details)),
        PolicyEvent::PolicyViolationBlocked(e) => main(Tone::Refused, format!("{}: {}", e.violation_type, e.details)),
    }
}

fn of_volume(event: &VolumeEvent) -> Description {
    match event {
        VolumeEvent::VolumeCreated(e) => main(
            Tone::Plain,
            format!("volume {}, {}, limit {} bytes", short(&e.volume_id), e.storage_class, e.size_limit_bytes),
        ),
        VolumeEvent::VolumeAttached(e) => minor(format!("{} {} in {}", e.mount_point, e.access_mode, e.instance_id)),
        VolumeEvent::VolumeDetached(e) => minor(format!("from {}", e.instance_id)),
        VolumeEvent::VolumeDeleted(e) => minor(format!("volume {}", short(&e.volume_id))),
        VolumeEvent::VolumeExpired(e) => main(Tone::Plain, format!("volume {}", short(&e.volume_id))),
        VolumeEvent::VolumeQuotaExceeded(e) => {
            main(Tone::Refused, format!("{} bytes in a volume with a limit of {}", e.actual_bytes, e.size_limit_bytes))
        }
    }
}

fn of_storage(event: &StorageEvent) -> Description {
    match event {
        StorageEvent::PathTraversalBlocked(e) => main(Tone::Refused, e.attempted_path.as_str()),
        StorageEvent::FilesystemPolicyViolation(e) => {
            main(Tone::Refused, format!("{} {}: {}", e.operation, e.path, e.policy_rule))
        }
        StorageEvent::QuotaExceeded(e) => {
            main(Tone::Refused, format!("{} more bytes requested, {} left", e.requested_bytes, e.available_bytes))
        }
        StorageEvent::UnauthorizedVolumeAccess(e) => main(Tone::Refused, format!("volume {}", short(&e.volume_id))),
        _ => minor(""),
    }
}

fn of_tool(event: &MCPToolEvent) -> Description {
    match event {
        MCPToolEvent::InvocationRequested(e) => minor(e.tool_name.as_str()),
        MCPToolEvent::InvocationStarted(e) => minor(e.tool_name.as_str()),
        MCPToolEvent::InvocationCompleted(e) => main(Tone::Good, format!("in {} ms", e.duration_ms)),
        MCPToolEvent::InvocationFailed(e) => main(Tone::Refused, format!("{} ({})", e.error.message, e.error.code)),
        MCPToolEvent::ToolPolicyViolation(e) => main(Tone::Refused, format!("{}: {}", e.tool_name, e.details)),
    }
}

fn of_command(event: &CommandExecutionEvent) -> Description {
    match event {
        CommandExecutionEvent::CommandExecutionStarted(e) => minor(format!("{} in {}", e.command, e.cwd)),
        CommandExecutionEvent::CommandExecutionCompleted(e) => {
            main(Tone::Good, format!("{}: exit code {} in {} ms", e.command, e.exit_code, e.duration_ms))
        }
        CommandExecutionEvent::CommandExecutionFailed(e) => {
            main(Tone::Refused, format!("{}: {:?}", e.command, e.reason))
        }
        CommandExecutionEvent::CommandPolicyViolation(e) => {
            main(Tone::Refused, format!("{}: {:?}", e.command, e.violation_type))
        }
    }
}

fn of_smcp(event: &SmcpEvent) -> Description {
    match event {
        SmcpEvent::SessionCreated(e) => {
            main(Tone::Plain, format!("session {}, context {}", short(&e.session_id), e.security_context_name))
        }
        SmcpEvent::AttestationSucceeded(_) => minor(""),
        SmcpEvent::AttestationFailed(e) => main(Tone::Refused, e.reason.as_str()),
        SmcpEvent::ToolCallAuthorized(e) => minor(e.tool_name.as_str()),
        SmcpEvent::PolicyViolationBlocked(e) => main(Tone::Refused, format!("{}: {}", e.tool_name, e.details)),
        SmcpEvent::SignatureVerificationFailed(e) => main(Tone::Refused, e.reason.as_str()),
        SmcpEvent::SecurityTokenExpired(e) => main(Tone::Plain, format!("session {}", short(&e.session_id))),
        SmcpEvent::SecurityTokenRefreshed(e) => main(Tone::Plain, format!("session {}", short(&e.session_id))),
        SmcpEvent::SessionRevoked(e) => main(Tone::Plain, format!("session {}: {}", short(&e.session_id), e.reason)),
        SmcpEvent::SessionExpired(e) => main(Tone::Plain, format!("session {}", short(&e.session_id))),
    }
}

fn of_workflow(event: &WorkflowEvent) -> Description {
    match event {
        WorkflowEvent::WorkflowStarted(e) => main(Tone::Plain, format!("run {}", short(&e.execution_id))),
        WorkflowEvent::WorkflowStateEntered(e) => main(Tone::Plain, e.state_name.as_str()),
        WorkflowEvent::WorkflowStateCompleted(e) => main(Tone::Good, format!("{}: {}", e.state_name, e.output)),
        WorkflowEvent::WorkflowStateFailed(e) => main(Tone::Refused, format!("{}: {}", e.state_name, e.reason)),
        WorkflowEvent::WorkflowSignalReceived(e) => main(Tone::Plain, format!("{}: {}", e.state_name, e.signal_name)),
        WorkflowEvent::WorkflowCompleted(e) => main(Tone::Good, format!("run {}", short(&e.execution_id))),
        WorkflowEvent::WorkflowFailed(e) => main(Tone::Refused, e.reason.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::{changes, short};

    #[test]
    fn an_id_is_shown_by_its_end() {
        assert_eq!(short(&"session-01a202a4"), "…a202a4");
        assert_eq!(short(&"ab"), "…ab");
    }

    #[test]
    fn only_changed_lines_of_a_diff_are_shown() {
        let diff = "--- a/plan.txt\n+++ b/plan.txt\n@@ -1,2 +1,2 @@\n-report: a\n+report: b\n same\n";
        assert_eq!(changes(diff), "-report: a  +report: b");
    }
}
