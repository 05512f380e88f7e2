//! Metrics with a history: after a restart, after lost events, and those of the recorder.

use std::time::Duration;

use aegis_events::domain::{DomainEvent, Publishers};
use aegis_events::history::{History, HistoryConfig, Recorder};
use aegis_events::metrics::MetricsConfig;
use aegis_events::{BusConfig, EventBus};
use chrono::{TimeDelta, Utc};

use crate::events::*;
use crate::page::{Page, settle};

/// A process with a bus that is recorded.
struct Process {
    bus: EventBus<DomainEvent>,
    publishers: Publishers,
    recorder: Recorder<DomainEvent>,
}

impl Process {
    fn start(history: &History<DomainEvent>, node_id: &str) -> Self {
        let config = BusConfig::default().with_capacity(4).unwrap().with_node_id(node_id).unwrap();
        let (bus, publishers) = EventBus::new(config);
        Self { recorder: history.record(&bus), bus, publishers }
    }

    /// Publishes, and waits until everything is in the history.
    async fn publish(&self, events: impl IntoIterator<Item = DomainEvent>) {
        for event in events {
            self.publish_any(event);
        }
        self.recorded().await;
    }

    fn publish_any(&self, event: DomainEvent) {
        let Publishers { execution_supervisor, cancel_execution_use_case, standard_swarm_service, .. } =
            &self.publishers;
        let published = execution_supervisor
            .publish_any(event.clone())
            .or_else(|_| cancel_execution_use_case.publish_any(event.clone()))
            .or_else(|_| standard_swarm_service.publish_any(event));
        published.unwrap();
    }

    async fn recorded(&self) {
        assert!(self.recorder.recorded_through(self.bus.sequence()).await.is_ok());
    }
}

async fn database() -> History<DomainEvent> {
    History::open(HistoryConfig::new("sqlite::memory:").with_migrate(true)).await.unwrap()
}

async fn page(process: &Process, history: &History<DomainEvent>, config: &MetricsConfig) -> Page<DomainEvent> {
    let page = Page::with(&process.bus, config);
    page.collector.domain().with_history(history).start().await.unwrap();
    page
}

#[tokio::test]
async fn after_a_restart_gauges_and_durations_are_correct() {
    let history = database().await;
    let before = Process::start(&history, "here");
    let past: [DomainEvent; 9] = [
        started(1, at(0)).into(),
        started(2, at(0)).into(),
        started(3, at(0)).into(),
        started(4, at(0)).into(),
        iteration(2, 3).into(),
        completed(1, 1, at(5)).into(),
        failed(3, 1, at(5)).into(),
        formed(1).into(),
        formed(2).into(),
    ];
    before.publish(past).await;
    before.publish([dissolved(1).into(), cancelled(4, at(6)).into()]).await;
    drop(before);

    let process = Process::start(&history, "here");
    let page = page(&process, &history, &MetricsConfig::default()).await;
    assert_eq!(page.number("aegis_executions_active"), 1.0);
    assert_eq!(page.number("aegis_swarms_active"), 1.0);
    assert_eq!(page.number("aegis_executions_total{status=\"completed\"}"), 0.0, "counters count this process");

    process.publish([cancelled(2, at(60)).into(), dissolved(2).into()]).await;
    settle().await;
    assert_eq!(page.number("aegis_executions_active"), 0.0);
    assert_eq!(page.number("aegis_swarms_active"), 0.0);
    assert_eq!(page.number("aegis_execution_duration_seconds_sum{status=\"cancelled\"}"), 60.0);
    assert_eq!(page.number("aegis_iteration_count_sum{final_status=\"cancelled\"}"), 3.0);
}

#[tokio::test]
async fn executions_of_another_node_are_not_counted() {
    let history = database().await;
    let there = Process::start(&history, "there");
    there.publish([started(1, at(0)).into(), formed(1).into()]).await;
    let here = Process::start(&history, "here");
    let page = page(&here, &history, &MetricsConfig::default()).await;
    assert_eq!(page.number("aegis_executions_active"), 0.0);
    assert_eq!(page.number("aegis_swarms_active"), 0.0);
}

#[tokio::test]
async fn executions_from_before_the_lookback_are_not_counted() {
    let history = database().await;
    let before = Process::start(&history, "here");
    let long_ago = Utc::now() - TimeDelta::hours(3);
    before.publish([started(1, long_ago).into(), started(2, at(0)).into()]).await;
    let process = Process::start(&history, "here");
    let config = MetricsConfig::default().with_lookback(Duration::from_secs(7_200)).unwrap();
    assert_eq!(page(&process, &history, &config).await.number("aegis_executions_active"), 1.0);
}

#[tokio::test]
async fn a_late_collector_counts_earlier_events_of_its_bus() {
    let history = database().await;
    let process = Process::start(&history, "here");
    // Not awaited: the events are still in the recorder's queue.
    process.publish_any(started(1, at(0)).into());
    process.publish_any(started(2, at(0)).into());
    process.publish_any(completed(2, 1, at(1)).into());
    let page = page(&process, &history, &MetricsConfig::default()).await;
    assert_eq!(page.number("aegis_executions_active"), 1.0);
}

#[tokio::test]
async fn an_end_recorded_while_reading_has_its_duration() {
    let history = database().await;
    let process = Process::start(&history, "here");
    // Not awaited: the recorder writes both events in one batch, and the history is read after that.
    process.publish_any(started(1, at(0)).into());
    let page = Page::of(&process.bus);
    let (counting, ()) = tokio::join!(page.collector.domain().with_history(&history).start(), async {
        process.publish_any(completed(1, 1, at(5)).into());
    });
    counting.unwrap();
    settle().await;
    assert_eq!(page.number("aegis_executions_total{status=\"completed\"}"), 1.0);
    assert_eq!(page.number("aegis_executions_active"), 0.0);
    assert_eq!(page.number("aegis_execution_duration_seconds_sum{status=\"completed\"}"), 5.0);
}

#[tokio::test]
async fn events_dropped_by_the_ring_are_backfilled_and_counted() {
    let history = database().await;
    let process = Process::start(&history, "here");
    let page = page(&process, &history, &MetricsConfig::default()).await;
    // The ring holds four events, and the collector does not run in between; the recorder's queue holds all.
    for n in 1..=20 {
        process.publish_any(started(n, at(0)).into());
        process.publish_any(completed(n, 1, at(2)).into());
    }
    process.bus.shutdown(std::time::Duration::from_secs(30)).await;
    assert_eq!(page.number("aegis_event_bus_dropped_total{subscriber=\"MetricsCollector\"}"), 36.0);
    assert_eq!(page.number("aegis_executions_total{status=\"completed\"}"), 20.0);
    assert_eq!(page.number("aegis_execution_duration_seconds_sum{status=\"completed\"}"), 40.0);
    assert_eq!(page.number("aegis_executions_active"), 0.0);
}

#[tokio::test]
async fn the_state_of_the_recorder_is_exported() {
    let history = database().await;
    let process = Process::start(&history, "here");
    let page = Page::of(&process.bus);
    page.collector.watch_recorder(&process.recorder);
    process.publish([started(1, at(0)).into(), completed(1, 1, at(2)).into()]).await;
    for (name, value) in [
        ("recorded_total", 2.0),
        ("dead_letters_total", 0.0),
        ("retries_total", 0.0),
        ("failing", 0.0),
        ("running", 1.0),
        ("queue_depth", 0.0),
        ("unrecorded_events", 0.0),
        ("last_position", 2.0),
    ] {
        assert_eq!(page.number(&format!("aegis_recorder_{name}")), value, "{name}");
    }
    assert!(page.number("aegis_recorder_queue_capacity") > 0.0);
    process.bus.close();
    process.recorder.ended().await;
    assert_eq!(page.number("aegis_recorder_running"), 0.0);
}

#[tokio::test]
async fn the_number_of_unrecorded_events_is_exported() {
    let history = database().await;
    let process = Process::start(&history, "here");
    let page = Page::of(&process.bus);
    page.collector.watch_recorder(&process.recorder);
    // On one thread, the recorder does not run before the test awaits.
    process.publish_any(started(1, at(0)).into());
    assert_eq!(page.number("aegis_recorder_unrecorded_events"), 1.0);
    assert_eq!(page.number("aegis_recorder_queue_depth"), 1.0);
}
