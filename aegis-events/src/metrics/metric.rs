//! The description of a metric: name, kind, unit, labels and help.
//!
//! Metrics are constants, so that registration, reference page, dashboards and alerts are checked against one list.

/// A metric.
///
/// ```
/// use aegis_events::metrics::{Metric, Unit};
///
/// const REQUESTS: Metric = Metric::counter("shop_requests_total", "Requests answered.").by(&["status"]);
/// const DURATION: Metric = Metric::histogram("shop_request_duration_seconds", &[0.01, 0.1, 1.0], "How long requests took.")
///     .in_unit(Unit::Seconds);
/// assert_eq!(REQUESTS.labels(), ["status"]);
/// assert_eq!(DURATION.buckets(), [0.01, 0.1, 1.0]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metric {
    name: &'static str,
    kind: MetricKind,
    unit: Option<Unit>,
    labels: &'static [&'static str],
    buckets: &'static [f64],
    help: &'static str,
}

/// The kind of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricKind {
    /// Only increases, from the start of the process.
    Counter,
    /// Increases and decreases.
    Gauge,
    /// Counts values by bounds, with their sum.
    Histogram,
}

/// The unit of a metric's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// Seconds, with fractions.
    Seconds,
    /// Events.
    Events,
}

impl Metric {
    /// A counter. By convention its name ends in `_total`.
    pub const fn counter(name: &'static str, help: &'static str) -> Self {
        Self::new(name, MetricKind::Counter, &[], help)
    }

    /// A gauge.
    pub const fn gauge(name: &'static str, help: &'static str) -> Self {
        Self::new(name, MetricKind::Gauge, &[], help)
    }

    /// A histogram with the ascending upper bounds of its buckets, without the last bucket for all larger values.
    pub const fn histogram(name: &'static str, buckets: &'static [f64], help: &'static str) -> Self {
        Self::new(name, MetricKind::Histogram, buckets, help)
    }

    const fn new(name: &'static str, kind: MetricKind, buckets: &'static [f64], help: &'static str) -> Self {
        Self { name, kind, unit: None, labels: &[], buckets, help }
    }

    /// Sets the names of the labels.
    pub const fn by(mut self, labels: &'static [&'static str]) -> Self {
        self.labels = labels;
        self
    }

    /// Sets the unit.
    pub const fn in_unit(mut self, unit: Unit) -> Self {
        self.unit = Some(unit);
        self
    }

    /// Returns the name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the kind.
    pub const fn kind(&self) -> MetricKind {
        self.kind
    }

    /// Returns the unit; `None` for plain numbers.
    pub const fn unit(&self) -> Option<Unit> {
        self.unit
    }

    /// Returns the names of the labels.
    pub const fn labels(&self) -> &'static [&'static str] {
        self.labels
    }

    /// Returns the upper bounds of the buckets; empty unless it is a histogram.
    pub const fn buckets(&self) -> &'static [f64] {
        self.buckets
    }

    /// Returns the description, one sentence.
    pub const fn help(&self) -> &'static str {
        self.help
    }
}

impl MetricKind {
    /// Returns its name in the exposition format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

impl Unit {
    /// Returns its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Events => "events",
        }
    }
}
