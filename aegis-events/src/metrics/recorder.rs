//! The recorder's numbers.
//!
//! What enters is the recorder's state and the place of the last event on its bus; what leaves are gauges and counters.

use ::metrics::Gauge;

use super::metric::{Metric, Unit};
use super::registry::{Registry, Total};
use crate::history::RecorderState;

pub(super) const METRICS: &[Metric] = &[
    RECORDED,
    KNOWN,
    RELAYED,
    SET_ASIDE,
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
    "Events that the history had already, and that were not written again.",
);
const RELAYED: Metric =
    Metric::counter("aegis_recorder_relayed_total", "Events of the outbox that the relay has moved to the history.");
const SET_ASIDE: Metric = Metric::counter(
    "aegis_recorder_dead_letters_total",
    "Events that can never be written, kept with the reason in event_dead_letters.",
);
const BATCHES: Metric = Metric::counter("aegis_recorder_batches_total", "Batches written.");
const RETRIES: Metric =
    Metric::counter("aegis_recorder_retries_total", "Tries to write that failed and were repeated.");
const FAILING: Metric = Metric::gauge(
    "aegis_recorder_failing",
    "Tries that failed since the recorder last worked; more than 0 while the database takes no events.",
);
const RUNNING: Metric = Metric::gauge("aegis_recorder_running", "1 while the recorder works, 0 once it has ended.");
const QUEUE_DEPTH: Metric =
    Metric::gauge("aegis_recorder_queue_depth", "Events that wait in the recorder's queue.").in_unit(Unit::Events);
const QUEUE_CAPACITY: Metric = Metric::gauge(
    "aegis_recorder_queue_capacity",
    "The most events that can wait there; then publishers feel back pressure.",
)
.in_unit(Unit::Events);
const UNRECORDED: Metric = Metric::gauge(
    "aegis_recorder_unrecorded_events",
    "Events that were published and are not in the history yet: what a crash would lose.",
)
.in_unit(Unit::Events);
const LAST_POSITION: Metric = Metric::gauge(
    "aegis_recorder_last_position",
    "The last position that the recorder or its relay gave; 0 before the first.",
);

/// The handles.
pub(super) struct RecorderMetrics {
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
    pub(super) fn new(registry: &Registry) -> Self {
        Self {
            recorded: registry.total(&RECORDED, &[]),
            known: registry.total(&KNOWN, &[]),
            relayed: registry.total(&RELAYED, &[]),
            dead_letters: registry.total(&SET_ASIDE, &[]),
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

    /// `sequence` was read before the state, which may be further by now: then everything up to it is recorded.
    pub(super) fn collect(&mut self, state: &RecorderState, sequence: u64) {
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
