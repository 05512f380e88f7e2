//! Counting allocates nothing per event. A separate test, since it counts the allocations of its process.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aegis_events::domain::execution::{ExecutionCompleted, ExecutionStarted, IterationCompleted, IterationStarted};
use aegis_events::domain::mcp_tool::{InvocationCompleted, InvocationStarted};
use aegis_events::domain::swarm::{SwarmCreated, SwarmDissolved};
use aegis_events::domain::{AgentId, DomainEvent, ExecutionId, Publishers, SwarmId, ToolInvocationId, ToolServerId};
use aegis_events::metrics::facade::{
    Counter, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use aegis_events::metrics::{Collector, MetricsConfig, Registry};
use aegis_events::{BusConfig, EventBus};
use chrono::Utc;

/// An exporter that keeps its numbers in integers, so that only the collector could allocate.
#[derive(Default)]
struct Plain {
    /// Samples of all histograms.
    samples: Arc<AtomicU64>,
}

struct Samples(Arc<AtomicU64>);

impl HistogramFn for Samples {
    fn record(&self, _value: f64) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Recorder for Plain {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Arc::new(AtomicU64::new(0)))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(Arc::new(AtomicU64::new(0)))
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(Arc::new(Samples(Arc::clone(&self.samples))))
    }
}

/// Eight events: an execution with an iteration, a tool call and a swarm, from start to end.
fn publish_execution(publishers: &Publishers) {
    let (execution_id, agent_id) = (ExecutionId::new(), AgentId::new());
    let (invocation_id, swarm_id, now) = (ToolInvocationId::new(), SwarmId::new(), Utc::now());
    let supervisor = &publishers.execution_supervisor;
    supervisor.publish(ExecutionStarted { execution_id, agent_id, started_at: now }).unwrap();
    let action = String::new();
    supervisor
        .publish(IterationStarted { execution_id, agent_id, iteration_number: 1, action, started_at: now })
        .unwrap();
    let (server_id, tool_name, result) = (ToolServerId::new(), String::new(), aegis_events::types::Json::Null);
    let router = &publishers.tool_router;
    router
        .publish(InvocationStarted { invocation_id, execution_id, agent_id, server_id, tool_name, started_at: now })
        .unwrap();
    router
        .publish(InvocationCompleted {
            invocation_id,
            execution_id,
            agent_id,
            result,
            duration_ms: 1,
            completed_at: now,
        })
        .unwrap();
    let (service, parent_execution_id) = (&publishers.standard_swarm_service, execution_id);
    service.publish(SwarmCreated { swarm_id, parent_execution_id, created_at: now }).unwrap();
    let reason = String::new();
    service.publish(SwarmDissolved { swarm_id, parent_execution_id, reason, dissolved_at: now }).unwrap();
    let output = String::new();
    supervisor
        .publish(IterationCompleted { execution_id, agent_id, iteration_number: 1, output, completed_at: now })
        .unwrap();
    let final_output = String::new();
    supervisor
        .publish(ExecutionCompleted { execution_id, agent_id, final_output, total_iterations: 1, completed_at: now })
        .unwrap();
}

#[test]
fn a_thousand_executions_are_counted_without_an_allocation() {
    // In a steady state: tables have their final size after as many executions as are tracked.
    const TRACKED: usize = 64;
    const EXECUTIONS: u64 = 1_000;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let _guard = runtime.enter();
    let config = BusConfig::default().with_capacity(64).unwrap();
    let (bus, publishers) = EventBus::<DomainEvent>::new(config);
    let exporter = Arc::new(Plain::default());
    let samples = Arc::clone(&exporter.samples);
    let config =
        MetricsConfig::default().with_max_active(TRACKED).unwrap().with_interval(Duration::from_secs(3_600)).unwrap();
    let collector = Collector::start_in(&bus, &config, Registry::new(exporter)).unwrap();
    let counting = runtime.block_on(collector.domain().start()).unwrap();
    let settle = async || {
        for _ in 0..8 {
            tokio::task::yield_now().await;
        }
    };
    for _ in 0..2 * TRACKED {
        publish_execution(&publishers);
        runtime.block_on(settle());
    }

    let before = samples.load(Ordering::Relaxed);
    // Entering the runtime allocates, too. That is subtracted.
    let idle = allocation_counter::measure(|| runtime.block_on(settle())).count_total;
    let mut allocations = 0;
    for _ in 0..EXECUTIONS {
        publish_execution(&publishers);
        allocations += allocation_counter::measure(|| runtime.block_on(settle())).count_total - idle;
    }
    assert_eq!(counting.stats().lag, 0, "all of it was counted within the measurement");
    assert_eq!(samples.load(Ordering::Relaxed) - before, 3 * EXECUTIONS);
    assert_eq!(allocations, 0, "for {} events", 8 * EXECUTIONS);
}
