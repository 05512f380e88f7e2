//! The audit log's numbers.
//!
//! What enters is whatever the log says of itself when it is asked; the log knows nothing of metrics, and metrics nothing of the log.

use std::time::Duration;

use ::metrics::Gauge;

use super::metric::{Metric, Unit};
use super::registry::{Registry, Total};

pub(super) const METRICS: &[Metric] = &[ENTRIES, CHECKPOINTS, FAILURES, FAILING, UNSEALED, UNSEALED_SECONDS];

const ENTRIES: Metric = Metric::counter("aegis_audit_entries_total", "Entries written to the audit log.");
const CHECKPOINTS: Metric = Metric::counter("aegis_audit_checkpoints_total", "Checkpoints signed.");
const FAILURES: Metric =
    Metric::counter("aegis_audit_failures_total", "Tries to write an entry or a checkpoint that failed.");
const FAILING: Metric = Metric::gauge(
    "aegis_audit_failing",
    "Tries that failed since the audit log last worked; more than 0 while it cannot be written.",
);
const UNSEALED: Metric = Metric::gauge("aegis_audit_unsealed_entries", "Entries that no signed checkpoint covers yet.")
    .in_unit(Unit::Events);
const UNSEALED_SECONDS: Metric = Metric::gauge(
    "aegis_audit_unsealed_seconds",
    "The age of the oldest entry that no signed checkpoint covers yet; 0 if there is none.",
)
.in_unit(Unit::Seconds);

/// What an audit log says of itself, for [`Collector::watch_audit`](super::Collector::watch_audit). Counts are from the process's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AuditNumbers {
    /// Entries written.
    pub entries: u64,
    /// Checkpoints signed.
    pub checkpoints: u64,
    /// Tries to write that failed.
    pub failures: u64,
    /// Tries that failed since the last that did not.
    pub failing: u32,
    /// Entries behind the last checkpoint.
    pub unsealed: u64,
    /// How old the oldest of these is.
    pub unsealed_for: Option<Duration>,
}

/// The handles.
pub(super) struct AuditMetrics {
    entries: Total,
    checkpoints: Total,
    failures: Total,
    failing: Gauge,
    unsealed: Gauge,
    unsealed_seconds: Gauge,
}

impl AuditMetrics {
    pub(super) fn new(registry: &Registry) -> Self {
        Self {
            entries: registry.total(&ENTRIES, &[]),
            checkpoints: registry.total(&CHECKPOINTS, &[]),
            failures: registry.total(&FAILURES, &[]),
            failing: registry.gauge(&FAILING, &[]),
            unsealed: registry.gauge(&UNSEALED, &[]),
            unsealed_seconds: registry.gauge(&UNSEALED_SECONDS, &[]),
        }
    }

    pub(super) fn collect(&mut self, numbers: &AuditNumbers) {
        self.entries.reach(numbers.entries);
        self.checkpoints.reach(numbers.checkpoints);
        self.failures.reach(numbers.failures);
        self.failing.set(f64::from(numbers.failing));
        self.unsealed.set(numbers.unsealed as f64);
        self.unsealed_seconds.set(numbers.unsealed_for.unwrap_or_default().as_secs_f64());
    }
}
