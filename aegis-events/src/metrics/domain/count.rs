//! Counts the events of `subscribers::MetricsCollector`. No content of an event becomes a label.

use ::metrics::{Counter, Gauge, Histogram};

use super::active::Active;
use super::names::{
    CASCADE_CANCELLATIONS, CHILD_SPAWNS, EXECUTION_SECONDS, EXECUTIONS, EXECUTIONS_ACTIVE, FORGOTTEN,
    INVOCATION_SECONDS, INVOCATIONS, ITERATION_COUNT, ITERATIONS, LOCK_EXPIRATIONS, SWARMS_ACTIVE,
};
use crate::domain::subscribers::MetricsCollectorEvent;
use crate::domain::{ExecutionEvent, ExecutionId, MCPToolEvent, SwarmEvent, SwarmId, ToolInvocationId};
use crate::metrics::registry::Registry;
use crate::types::Timestamp;

/// The handles, and the active executions, swarms and tool calls.
pub(super) struct Counts {
    completed: Ends,
    failed: Ends,
    cancelled: Ends,
    active: Gauge,
    iterations_success: Counter,
    iterations_failed: Counter,
    iterations_refining: Counter,
    swarms_active: Gauge,
    spawned: Counter,
    rejected: Counter,
    cascades: Counter,
    lock_expirations: Counter,
    invocations_completed: Invocations,
    invocations_failed: Invocations,
    invocations_refused: Counter,
    forgotten_executions: Counter,
    forgotten_swarms: Counter,
    forgotten_invocations: Counter,
    executions: Active<ExecutionId, Execution>,
    swarms: Active<SwarmId, ()>,
    invocations: Active<ToolInvocationId, Timestamp>,
}

/// Executions with one outcome.
struct Ends {
    total: Counter,
    seconds: Histogram,
    iterations: Histogram,
}

/// Tool calls with one outcome.
struct Invocations {
    total: Counter,
    seconds: Histogram,
}

/// An execution that has not ended.
pub(super) struct Execution {
    started_at: Timestamp,
    /// The last iteration that began.
    iterations: u8,
}

impl Counts {
    pub(super) fn new(registry: &Registry, max_active: usize) -> Self {
        let ends = |status: &str| Ends {
            total: registry.counter(&EXECUTIONS, &[status]),
            seconds: registry.histogram(&EXECUTION_SECONDS, &[status]),
            iterations: registry.histogram(&ITERATION_COUNT, &[status]),
        };
        let invocations = |outcome: &str| Invocations {
            total: registry.counter(&INVOCATIONS, &[outcome]),
            seconds: registry.histogram(&INVOCATION_SECONDS, &[outcome]),
        };
        Self {
            completed: ends("completed"),
            failed: ends("failed"),
            cancelled: ends("cancelled"),
            active: registry.gauge(&EXECUTIONS_ACTIVE, &[]),
            iterations_success: registry.counter(&ITERATIONS, &["success"]),
            iterations_failed: registry.counter(&ITERATIONS, &["failed"]),
            iterations_refining: registry.counter(&ITERATIONS, &["refining"]),
            swarms_active: registry.gauge(&SWARMS_ACTIVE, &[]),
            spawned: registry.counter(&CHILD_SPAWNS, &["spawned"]),
            rejected: registry.counter(&CHILD_SPAWNS, &["rejected"]),
            cascades: registry.counter(&CASCADE_CANCELLATIONS, &[]),
            lock_expirations: registry.counter(&LOCK_EXPIRATIONS, &[]),
            invocations_completed: invocations("completed"),
            invocations_failed: invocations("failed"),
            invocations_refused: registry.counter(&INVOCATIONS, &["refused"]),
            forgotten_executions: registry.counter(&FORGOTTEN, &["executions"]),
            forgotten_swarms: registry.counter(&FORGOTTEN, &["swarms"]),
            forgotten_invocations: registry.counter(&FORGOTTEN, &["tool_invocations"]),
            executions: Active::new(max_active),
            swarms: Active::new(max_active),
            invocations: Active::new(max_active),
        }
    }

    /// Counts an event from the bus.
    pub(super) fn count(&mut self, event: MetricsCollectorEvent<'_>) {
        match event {
            MetricsCollectorEvent::Execution(event) => self.count_execution(event),
            MetricsCollectorEvent::McpTool(event) => self.count_tool(event),
            MetricsCollectorEvent::Swarm(event) => self.count_swarm(event),
        }
    }

    pub(super) fn count_execution(&mut self, event: &ExecutionEvent) {
        match event {
            ExecutionEvent::ExecutionStarted(started) => {
                self.execution_started(started.execution_id, started.started_at);
            }
            ExecutionEvent::IterationStarted(iteration) => {
                if let Some(execution) = self.executions.get_mut(&iteration.execution_id) {
                    execution.iterations = execution.iterations.max(iteration.iteration_number);
                }
            }
            ExecutionEvent::IterationCompleted(_) => self.iterations_success.increment(1),
            ExecutionEvent::IterationFailed(_) => self.iterations_failed.increment(1),
            ExecutionEvent::RefinementApplied(_) => self.iterations_refining.increment(1),
            ExecutionEvent::ExecutionCompleted(end) => {
                let execution = self.execution_ended(end.execution_id);
                self.completed.count(execution, end.completed_at, Some(end.total_iterations));
            }
            ExecutionEvent::ExecutionFailed(end) => {
                let execution = self.execution_ended(end.execution_id);
                self.failed.count(execution, end.failed_at, Some(end.total_iterations));
            }
            ExecutionEvent::ExecutionCancelled(end) => {
                let execution = self.execution_ended(end.execution_id);
                self.cancelled.count(execution, end.cancelled_at, None);
            }
        }
    }

    fn count_swarm(&mut self, event: &SwarmEvent) {
        match event {
            SwarmEvent::SwarmCreated(_) | SwarmEvent::SwarmDissolved(_) => self.recall_swarm(event),
            SwarmEvent::ChildAgentSpawned(_) => self.spawned.increment(1),
            SwarmEvent::SpawnRejected(_) => self.rejected.increment(1),
            SwarmEvent::CascadeCancellationInitiated(_) => self.cascades.increment(1),
            SwarmEvent::LockExpired(_) => self.lock_expirations.increment(1),
            SwarmEvent::ChildAgentCompleted(_)
            | SwarmEvent::ChildCancelled(_)
            | SwarmEvent::MessageSent(_)
            | SwarmEvent::BroadcastSent(_)
            | SwarmEvent::LockAcquired(_)
            | SwarmEvent::LockReleased(_) => {}
        }
    }

    pub(super) fn recall_swarm(&mut self, event: &SwarmEvent) {
        match event {
            SwarmEvent::SwarmCreated(created) => {
                if self.swarms.start(created.swarm_id, ()) {
                    self.forgotten_swarms.increment(1);
                }
            }
            SwarmEvent::SwarmDissolved(dissolved) => drop(self.swarms.end(&dissolved.swarm_id)),
            _ => return,
        }
        self.swarms_active.set(self.swarms.len() as f64);
    }

    fn count_tool(&mut self, event: &MCPToolEvent) {
        match event {
            // The time of a call begins when it is passed to a tool server.
            MCPToolEvent::InvocationRequested(_) => {}
            MCPToolEvent::InvocationStarted(started) => {
                if self.invocations.start(started.invocation_id, started.started_at) {
                    self.forgotten_invocations.increment(1);
                }
            }
            MCPToolEvent::InvocationCompleted(end) => {
                self.invocations.end(&end.invocation_id);
                self.invocations_completed.total.increment(1);
                self.invocations_completed.seconds.record(end.duration_ms as f64 / 1_000.0);
            }
            MCPToolEvent::InvocationFailed(end) => {
                self.invocations_failed.total.increment(1);
                if let Some(started_at) = self.invocations.end(&end.invocation_id) {
                    self.invocations_failed.seconds.record(seconds(started_at, end.failed_at));
                }
            }
            MCPToolEvent::ToolPolicyViolation(_) => self.invocations_refused.increment(1),
        }
    }

    fn execution_started(&mut self, id: ExecutionId, started_at: Timestamp) {
        if self.executions.start(id, Execution { started_at, iterations: 0 }) {
            self.forgotten_executions.increment(1);
        }
        self.active.set(self.executions.len() as f64);
    }

    pub(super) fn execution_ended(&mut self, id: ExecutionId) -> Option<Execution> {
        let execution = self.executions.end(&id);
        self.active.set(self.executions.len() as f64);
        execution
    }
}

impl Ends {
    /// Values that the end does not contain are taken from the start, if known.
    fn count(&self, execution: Option<Execution>, ended_at: Timestamp, iterations: Option<u8>) {
        self.total.increment(1);
        if let Some(execution) = &execution {
            self.seconds.record(seconds(execution.started_at, ended_at));
        }
        if let Some(iterations) = iterations.or(execution.map(|execution| execution.iterations)) {
            self.iterations.record(iterations);
        }
    }
}

/// The time between two timestamps of events; 0 if a clock was set back.
fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    (to - from).to_std().unwrap_or_default().as_secs_f64()
}
