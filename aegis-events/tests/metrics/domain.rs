//! Metrics of the AEGIS domain, from events alone.

use aegis_events::domain::{DomainEvent, Publishers};
use aegis_events::metrics::MetricsConfig;
use aegis_events::{BusConfig, EventBus};

use crate::events::*;
use crate::page::{Page, settle};

async fn counting(config: &MetricsConfig) -> (EventBus<DomainEvent>, Publishers, Page<DomainEvent>) {
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let page = Page::with(&bus, config);
    page.collector.domain().start().await.unwrap();
    (bus, publishers, page)
}

#[tokio::test]
async fn executions_are_active_until_any_end() {
    let (_bus, publishers, page) = counting(&MetricsConfig::default()).await;
    let supervisor = &publishers.execution_supervisor;
    for n in 1..=4 {
        supervisor.publish(started(n, at(0))).unwrap();
    }
    settle().await;
    assert_eq!(page.number("aegis_executions_active"), 4.0);

    supervisor.publish(completed(1, 2, at(30))).unwrap();
    supervisor.publish(failed(2, 10, at(90))).unwrap();
    supervisor.publish(iteration(3, 1)).unwrap();
    supervisor.publish(iteration(3, 2)).unwrap();
    publishers.cancel_execution_use_case.publish(cancelled(3, at(2))).unwrap();
    settle().await;
    assert_eq!(page.number("aegis_executions_active"), 1.0);
    for (status, seconds, iterations) in [("completed", 30.0, 2.0), ("failed", 90.0, 10.0), ("cancelled", 2.0, 2.0)] {
        assert_eq!(page.number(&format!("aegis_executions_total{{status=\"{status}\"}}")), 1.0);
        let sum = |metric: &str, label: &str| page.number(&format!("{metric}_sum{{{label}=\"{status}\"}}"));
        assert_eq!(sum("aegis_execution_duration_seconds", "status"), seconds);
        assert_eq!(sum("aegis_iteration_count", "final_status"), iterations);
    }
}

#[tokio::test]
async fn an_end_without_a_known_start_counts_and_has_no_duration() {
    let (_bus, publishers, page) = counting(&MetricsConfig::default()).await;
    publishers.execution_supervisor.publish(completed(1, 2, at(30))).unwrap();
    publishers.cancel_execution_use_case.publish(cancelled(2, at(30))).unwrap();
    settle().await;
    assert_eq!(page.number("aegis_executions_total{status=\"completed\"}"), 1.0);
    assert_eq!(page.number("aegis_execution_duration_seconds_count{status=\"completed\"}"), 0.0);
    assert_eq!(page.number("aegis_iteration_count_count{final_status=\"completed\"}"), 1.0);
    assert_eq!(page.number("aegis_iteration_count_count{final_status=\"cancelled\"}"), 0.0, "the number is unknown");
    assert_eq!(page.number("aegis_executions_active"), 0.0);
}

#[tokio::test]
async fn an_end_before_its_start_has_a_duration_of_zero() {
    let (_bus, publishers, page) = counting(&MetricsConfig::default()).await;
    publishers.execution_supervisor.publish(started(1, at(30))).unwrap();
    publishers.execution_supervisor.publish(completed(1, 1, at(0))).unwrap();
    settle().await;
    assert_eq!(page.number("aegis_execution_duration_seconds_sum{status=\"completed\"}"), 0.0);
    assert_eq!(page.number("aegis_execution_duration_seconds_count{status=\"completed\"}"), 1.0);
}

#[tokio::test]
async fn iterations_are_counted_by_result() {
    let (_bus, publishers, page) = counting(&MetricsConfig::default()).await;
    let supervisor = &publishers.execution_supervisor;
    supervisor.publish(responded(1)).unwrap();
    supervisor.publish(responded(1)).unwrap();
    supervisor.publish(stumbled(1)).unwrap();
    supervisor.publish(refined(1)).unwrap();
    settle().await;
    let iterations = |status: &str| page.number(&format!("aegis_iterations_total{{status=\"{status}\"}}"));
    assert_eq!([iterations("success"), iterations("failed"), iterations("refining")], [2.0, 1.0, 1.0]);
}

#[tokio::test]
async fn swarms_are_active_until_they_dissolve() {
    let (_bus, publishers, page) = counting(&MetricsConfig::default()).await;
    let service = &publishers.standard_swarm_service;
    service.publish(formed(1)).unwrap();
    service.publish(formed(2)).unwrap();
    service.publish(spawned(1)).unwrap();
    service.publish(spawned(1)).unwrap();
    service.publish(rejected(1)).unwrap();
    service.publish(cascade(1)).unwrap();
    service.publish(expired(1)).unwrap();
    service.publish(dissolved(1)).unwrap();
    service.publish(dissolved(1)).unwrap();
    settle().await;
    assert_eq!(page.number("aegis_swarms_active"), 1.0);
    assert_eq!(page.number("aegis_swarm_child_spawns_total{result=\"spawned\"}"), 2.0);
    assert_eq!(page.number("aegis_swarm_child_spawns_total{result=\"rejected\"}"), 1.0);
    assert_eq!(page.number("aegis_swarm_cascade_cancellations_total"), 1.0);
    assert_eq!(page.number("aegis_swarm_lock_expirations_total"), 1.0);
}

#[tokio::test]
async fn tool_calls_are_counted_by_outcome_and_timed() {
    let (_bus, publishers, page) = counting(&MetricsConfig::default()).await;
    let router = &publishers.tool_router;
    router.publish(invoked(1, at(0))).unwrap();
    router.publish(answered(1, 1_500)).unwrap();
    router.publish(invoked(2, at(0))).unwrap();
    router.publish(broke(2, at(3))).unwrap();
    router.publish(broke(3, at(3))).unwrap();
    router.publish(refused()).unwrap();
    settle().await;
    let total = |outcome: &str| page.number(&format!("aegis_tool_invocations_total{{outcome=\"{outcome}\"}}"));
    assert_eq!([total("completed"), total("failed"), total("refused")], [1.0, 2.0, 1.0]);
    assert_eq!(page.number("aegis_tool_invocation_duration_seconds_sum{outcome=\"completed\"}"), 1.5);
    assert_eq!(page.number("aegis_tool_invocation_duration_seconds_sum{outcome=\"failed\"}"), 3.0);
    assert_eq!(page.number("aegis_tool_invocation_duration_seconds_count{outcome=\"failed\"}"), 1.0);
}

#[tokio::test]
async fn the_oldest_unfinished_work_is_forgotten_and_counted() {
    let (_bus, publishers, page) = counting(&MetricsConfig::default().with_max_active(3).unwrap()).await;
    for n in 1..=5 {
        publishers.execution_supervisor.publish(started(n, at(0))).unwrap();
        publishers.standard_swarm_service.publish(formed(n)).unwrap();
        publishers.tool_router.publish(invoked(n, at(0))).unwrap();
    }
    publishers.execution_supervisor.publish(completed(1, 1, at(9))).unwrap();
    settle().await;
    assert_eq!(page.number("aegis_executions_active"), 3.0);
    assert_eq!(page.number("aegis_swarms_active"), 3.0);
    for what in ["executions", "swarms", "tool_invocations"] {
        assert_eq!(page.number(&format!("aegis_metrics_forgotten_total{{what=\"{what}\"}}")), 2.0);
    }
    assert_eq!(page.number("aegis_executions_total{status=\"completed\"}"), 1.0);
}

#[tokio::test]
async fn the_collector_is_the_declared_subscriber_and_drains() {
    let (bus, publishers, page) = counting(&MetricsConfig::default()).await;
    publishers.execution_supervisor.publish(started(1, at(0))).unwrap();
    let report = bus.shutdown(std::time::Duration::from_secs(5)).await;
    assert!(report.is_drained());
    let collector = report.subscribers().iter().find(|it| &*it.stats.name == "MetricsCollector").unwrap();
    assert_eq!(collector.stats.delivered, 1);
    assert_eq!(page.number("aegis_executions_active"), 1.0);
    assert_eq!(page.number("aegis_event_bus_delivered_total{subscriber=\"MetricsCollector\"}"), 1.0);
}
