//! MetricsCollector, declared, of Execution, McpTool and Swarm: counters under the names that dashboards use.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aegis_events::bus::EventBus;
use aegis_events::domain::subscribers::{self, MetricsCollectorEvent};
use aegis_events::domain::{DomainEvent, ExecutionEvent, MCPToolEvent, SwarmEvent};

/// The listener.
#[derive(Default)]
pub(super) struct Metrics {
    counters: Mutex<BTreeMap<&'static str, u64>>,
}

impl Metrics {
    pub(super) fn listen(bus: &EventBus<DomainEvent>) -> Arc<Self> {
        let metrics = Arc::new(Self::default());
        let listener = Arc::clone(&metrics);
        bus.run::<subscribers::MetricsCollector>("MetricsCollector", move |event| {
            let counter = match event.view() {
                MetricsCollectorEvent::Execution(event) => of_execution(event),
                MetricsCollectorEvent::McpTool(event) => of_tool(event),
                MetricsCollectorEvent::Swarm(event) => of_swarm(event),
            };
            if let Some(counter) = counter {
                *listener.lock().entry(counter).or_default() += 1;
            }
            async {}
        });
        metrics
    }

    pub(super) fn end(&self) -> Vec<(String, u64)> {
        self.lock().iter().map(|(&name, &value)| (name.to_owned(), value)).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, u64>> {
        self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn of_execution(event: &ExecutionEvent) -> Option<&'static str> {
    match event {
        ExecutionEvent::ExecutionCompleted(_) => Some("aegis_executions_total{status=\"completed\"}"),
        ExecutionEvent::ExecutionFailed(_) => Some("aegis_executions_total{status=\"failed\"}"),
        ExecutionEvent::ExecutionCancelled(_) => Some("aegis_executions_total{status=\"cancelled\"}"),
        ExecutionEvent::IterationCompleted(_) => Some("aegis_iterations_total{status=\"success\"}"),
        ExecutionEvent::IterationFailed(_) => Some("aegis_iterations_total{status=\"failed\"}"),
        ExecutionEvent::RefinementApplied(_) => Some("aegis_iterations_total{status=\"refining\"}"),
        ExecutionEvent::ExecutionStarted(_) | ExecutionEvent::IterationStarted(_) => None,
    }
}

fn of_tool(event: &MCPToolEvent) -> Option<&'static str> {
    match event {
        MCPToolEvent::InvocationCompleted(_) => Some("aegis_tool_invocations_total{outcome=\"completed\"}"),
        MCPToolEvent::InvocationFailed(_) => Some("aegis_tool_invocations_total{outcome=\"failed\"}"),
        MCPToolEvent::ToolPolicyViolation(_) => Some("aegis_tool_invocations_total{outcome=\"refused\"}"),
        MCPToolEvent::InvocationRequested(_) | MCPToolEvent::InvocationStarted(_) => None,
    }
}

fn of_swarm(event: &SwarmEvent) -> Option<&'static str> {
    match event {
        SwarmEvent::ChildAgentSpawned(_) => Some("aegis_swarm_child_spawns_total{result=\"spawned\"}"),
        SwarmEvent::SpawnRejected(_) => Some("aegis_swarm_child_spawns_total{result=\"rejected\"}"),
        SwarmEvent::CascadeCancellationInitiated(_) => Some("aegis_swarm_cascade_cancellations_total"),
        SwarmEvent::LockExpired(_) => Some("aegis_swarm_lock_expirations_total"),
        _ => None,
    }
}
