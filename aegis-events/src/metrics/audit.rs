//! Metrics of the audit log. The host passes the numbers, so that neither module depends on the other.

use std::time::Duration;

use ::metrics::Gauge;

use super::metric::{Metric, Unit};
use super::registry::{Registry, Total};

pub(super) const METRICS: &[Metric] = &[ENTRIES, CHECKPOINTS, FAILURES, FAILING, UNSEALED, UNSEALED_SECONDS];

const ENTRIES: Metric = Metric::counter("aegis_audit_entries_total", "Entries written to the audit log.");
const CHECKPOINTS: Metric = Metric::counter("aegis_audit_checkpoints_total", "Checkpoints signed.");
const FAILURES: Metric =
    Metric::counter("aegis_audit_failures_total", "Failed attempts to write an entry or a checkpoint.");
const FAILING: Metric = Metric::gauge(
    "aegis_audit_failing",
    "Failed attempts since the last success; more than 0 while the audit log cannot be written.",
);
const UNSEALED: Metric = Metric::gauge("aegis_audit_unsealed_entries", "Entries that no signed checkpoint covers yet.")
    .in_unit(Unit::Events);
const UNSEALED_SECONDS: Metric = Metric::gauge(
    "aegis_audit_unsealed_seconds",
    "The age of the oldest entry that no signed checkpoint covers yet; 0 if there is none.",
)
.in_unit(Unit::Seconds);

/// The numbers of an audit log, for [`Collector::watch_audit`](super::Collector::watch_audit). Counts begin at the start of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AuditNumbers {
    /// Entries written.
    pub entries: u64,
    /// Checkpoints signed.
    pub checkpoints: u64,
    /// Failed attempts to write.
    pub failures: u64,
    /// Failed attempts since the last success.
    pub failing: u32,
    /// Entries after the last checkpoint.
    pub unsealed: u64,
    /// The age of the oldest of them.
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
