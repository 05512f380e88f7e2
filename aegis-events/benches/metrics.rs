//! The cost of metrics: an event in the collector's task, a timed handler, publishing with a collector, and a reading.
//!
//! Events are published in bursts on a runtime with one thread, outside of what is measured; then the tasks have their turn, and that is.

mod support;

use std::hint::black_box;
use std::time::Instant;

use aegis_events::bus::Event;
use aegis_events::domain::execution::{ExecutionCompleted, ExecutionStarted};
use aegis_events::domain::{DomainEvent, ExecutionEvent, Publishers, StorageEvent, subscribers::MetricsCollector};
use aegis_events::metrics::{MetricsConfig, Prometheus};
use aegis_events::{BusConfig, EventBus};
use tokio::runtime::Runtime;

use support::{execution_started, file_read, median, table};

const CAPACITY: usize = 1_024;
/// Less than the ring holds, so that nothing is lost.
const BURST: u64 = 512;
const ROUNDS: usize = 1_000;
const PAGES: usize = 100;
/// A task reads 128 events before others have their turn.
const TURNS: usize = 8;

/// A bus whose tasks have their turn when they are measured.
struct Lab {
    runtime: Runtime,
    bus: EventBus<DomainEvent>,
    publishers: Publishers,
}

impl Lab {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let config = BusConfig::default().with_capacity(CAPACITY).expect("1,024 is allowed");
        let (bus, publishers) = EventBus::new(config);
        Self { runtime, bus, publishers }
    }

    /// Nanoseconds and allocations an event in the tasks that read them.
    fn read(&self) -> (f64, f64) {
        let (mut times, mut allocations) = (Vec::new(), 0);
        for _ in 0..ROUNDS {
            for n in 0..BURST / 2 {
                let ExecutionStarted { execution_id, agent_id, started_at } = execution_started(n);
                let _ = self.publishers.execution_supervisor.publish(execution_started(n));
                let _ = self.publishers.execution_supervisor.publish(ExecutionCompleted {
                    execution_id,
                    agent_id,
                    final_output: String::new(),
                    total_iterations: 1,
                    completed_at: started_at,
                });
            }
            let start = Instant::now();
            let measured = allocation_counter::measure(|| {
                self.runtime.block_on(async {
                    for _ in 0..TURNS {
                        tokio::task::yield_now().await;
                    }
                });
            });
            times.push(start.elapsed().as_nanos() as f64 / BURST as f64);
            allocations += measured.count_total;
        }
        let left = self.bus.stats().subscribers().iter().map(|subscriber| subscriber.lag + subscriber.lost).max();
        assert_eq!(left, Some(0), "all of it was read");
        (median(&times), allocations as f64 / (ROUNDS as u64 * BURST) as f64)
    }

    /// Nanoseconds per published event, without readers.
    fn publish(&self) -> f64 {
        let _reader = self.bus.subscribe_to::<StorageEvent>();
        let bursts = (0..ROUNDS).map(|_| {
            let events: Vec<_> = (0..BURST).map(file_read).collect();
            let start = Instant::now();
            for event in events {
                black_box(self.publishers.aegis_fsal.publish(event).is_ok());
            }
            start.elapsed().as_nanos() as f64 / BURST as f64
        });
        median(&bursts.collect::<Vec<_>>())
    }

    fn row(name: &str, (ns, allocations): (f64, f64)) -> Vec<String> {
        vec![name.into(), format!("{ns:.0}"), format!("{allocations:.3}")]
    }
}

async fn nothing(_event: Event<ExecutionEvent>) {}

fn main() {
    let mut rows = Vec::new();

    let lab = Lab::new();
    let mut by_hand = lab.bus.subscribe_to::<MetricsCollector>();
    lab.runtime.spawn(async move {
        while let Some(event) = by_hand.next().await {
            black_box(event.view());
        }
    });
    rows.push(Lab::row("read and let go", lab.read()));

    let lab = Lab::new();
    let prometheus = Prometheus::new();
    let guard = lab.runtime.enter();
    let collector = prometheus.start_collector(&lab.bus, &MetricsConfig::default()).expect("the only one");
    lab.runtime.block_on(collector.domain().start()).expect("there is no history to be read");
    rows.push(Lab::row("counted: starts and ends of executions, exporter included", lab.read()));
    drop(guard);

    let lab = Lab::new();
    let guard = lab.runtime.enter();
    lab.bus.run("handler", nothing);
    rows.push(Lab::row("a handler that does nothing", lab.read()));
    let collector = prometheus.start_collector(&lab.bus, &MetricsConfig::default()).expect("the only one of this bus");
    rows.push(Lab::row("a handler that does nothing, timed", lab.read()));
    drop(guard);
    table("Metrics: what an event costs the task that reads it", &["", "ns an event", "allocations an event"], &rows);

    let publish = [Lab::new(), Lab::new()];
    let _guard = publish[1].runtime.enter();
    let watching =
        prometheus.start_collector(&publish[1].bus, &MetricsConfig::default()).expect("the only one of this bus");
    let rows = [("no collector", &publish[0]), ("a collector", &publish[1])];
    let rows = rows.map(|(name, lab)| vec![name.into(), format!("{:.0}", lab.publish())]);
    table("Metrics: what publishing costs", &["", "ns an event"], &rows);

    let readings = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        watching.collect();
        start.elapsed().as_nanos() as f64 / 1_000.0
    });
    let readings = median(&readings.collect::<Vec<_>>());
    let mut bytes = 0;
    let renderings = (0..PAGES).map(|_| {
        let start = Instant::now();
        bytes = prometheus.render().len();
        start.elapsed().as_nanos() as f64 / 1_000.0
    });
    let rendering = median(&renderings.collect::<Vec<_>>());
    table(
        "Metrics: what looking costs",
        &["", "µs"],
        &[
            vec!["a reading of bus and subscribers".into(), format!("{readings:.1}")],
            vec![format!("the page, {bytes} bytes"), format!("{rendering:.0}")],
        ],
    );
    drop(collector);
}
