//! Metrics of the recorder, from its state and the sequence of the last event on its bus.

use ::metrics::Gauge;

use super::collector::Collector;
use super::metric::{Metric, Unit};
use super::registry::{Registry, Total};
use crate::event::Domain;
use crate::history::{Recorder, RecorderState};

pub(super) const METRICS: &[Metric] = &[
    RECORDED,
    KNOWN,
    RELAYED,
    DEAD_LETTERS,
    BATCHES,
    RETRIES,
    FAILING,
    RUNNING,
    QUEUE_DEPTH,
    QUEUE_CAPACITY,
    UNRECORDED,
    LAST_POSITION,
];

const RECORDED: Metric = Metric::counter("aegis_recorder_recorded_total", "Events written to the history.");
const KNOWN: Metric = Metric::counter(
    "aegis_recorder_known_total",
    "Events that the history already contained, so that they were not written again.",
);
const RELAYED: Metric =
    Metric::counter("aegis_recorder_relayed_total", "Events that the relay has moved from the outbox to the history.");
const DEAD_LETTERS: Metric = Metric::counter(
    "aegis_recorder_dead_letters_total",
    "Events that cannot be written, stored with the reason in event_dead_letters.",
);
const BATCHES: Metric = Metric::counter("aegis_recorder_batches_total", "Batches written.");
const RETRIES: Metric =
    Metric::counter("aegis_recorder_retries_total", "Failed attempts to write, which were retried.");
const FAILING: Metric = Metric::gauge(
    "aegis_recorder_failing",
    "Failed attempts since the last success; more than 0 while the database accepts no events.",
);
const RUNNING: Metric = Metric::gauge("aegis_recorder_running", "1 while the recorder runs, 0 after it has ended.");
const QUEUE_DEPTH: Metric =
    Metric::gauge("aegis_recorder_queue_depth", "Events in the recorder's queue.").in_unit(Unit::Events);
const QUEUE_CAPACITY: Metric = Metric::gauge(
    "aegis_recorder_queue_capacity",
    "The length of the recorder's queue at which publishers get back pressure.",
)
.in_unit(Unit::Events);
const UNRECORDED: Metric = Metric::gauge(
    "aegis_recorder_unrecorded_events",
    "Events that are published and not yet in the history: a crash would lose them.",
)
.in_unit(Unit::Events);
const LAST_POSITION: Metric = Metric::gauge(
    "aegis_recorder_last_position",
    "The last position assigned by the recorder or its relay; 0 before the first.",
);

impl<D: Domain> Collector<D> {
    /// Collects the metrics of a recorder from now on.
    pub fn watch_recorder(&self, recorder: &Recorder<D>) {
        let recorder = recorder.share();
        let mut metrics = RecorderMetrics::new(self.registry());
        self.add(move |observed| metrics.collect(&recorder.state(), observed.published.iter().sum()));
    }
}

/// The handles.
struct RecorderMetrics {
    recorded: Total,
    known: Total,
    relayed: Total,
    dead_letters: Total,
    batches: Total,
    retries: Total,
    failing: Gauge,
    running: Gauge,
    queue_depth: Gauge,
    queue_capacity: Gauge,
    unrecorded: Gauge,
    last_position: Gauge,
}

impl RecorderMetrics {
    fn new(registry: &Registry) -> Self {
        Self {
            recorded: registry.total(&RECORDED, &[]),
            known: registry.total(&KNOWN, &[]),
            relayed: registry.total(&RELAYED, &[]),
            dead_letters: registry.total(&DEAD_LETTERS, &[]),
            batches: registry.total(&BATCHES, &[]),
            retries: registry.total(&RETRIES, &[]),
            failing: registry.gauge(&FAILING, &[]),
            running: registry.gauge(&RUNNING, &[]),
            queue_depth: registry.gauge(&QUEUE_DEPTH, &[]),
            queue_capacity: registry.gauge(&QUEUE_CAPACITY, &[]),
            unrecorded: registry.gauge(&UNRECORDED, &[]),
            last_position: registry.gauge(&LAST_POSITION, &[]),
        }
    }

    /// `sequence` was read before the state, which may have advanced since: then everything up to it is recorded.
    fn collect(&mut self, state: &RecorderState, sequence: u64) {
        self.recorded.reach(state.recorded);
        self.known.reach(state.known);
        self.relayed.reach(state.relayed);
        self.dead_letters.reach(state.dead_letters);
        self.batches.reach(state.batches);
        self.retries.reach(state.retries);
        self.failing.set(f64::from(state.failing));
        self.running.set(f64::from(u8::from(!state.ended)));
        self.queue_depth.set(state.queue_depth as f64);
        self.queue_capacity.set(state.queue_capacity as f64);
        self.unrecorded.set(sequence.saturating_sub(state.recorded_through.get()) as f64);
        self.last_position.set(state.last_position.get() as f64);
    }
}
