//! What a metric is: a name, a type, a unit, labels and a sentence.
//!
//! Metrics are constants, so that registration, the reference page, dashboards and alerts are all checked against the same list.

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

/// What kind of numbers a metric has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricKind {
    /// Only ever grows, from the process's start.
    Counter,
    /// Goes up and down.
    Gauge,
    /// How many values fell below each of some bounds, and their sum.
    Histogram,
}

/// The base unit of a metric's values, where they have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Seconds, fractions included.
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

    /// A histogram with the upper bounds of its buckets, ascending, the last bucket of everything above them aside.
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

    /// The name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What kind of numbers it has.
    pub const fn kind(&self) -> MetricKind {
        self.kind
    }

    /// The unit of its values; `None` for plain numbers.
    pub const fn unit(&self) -> Option<Unit> {
        self.unit
    }

    /// The names of its labels.
    pub const fn labels(&self) -> &'static [&'static str] {
        self.labels
    }

    /// The upper bounds of its buckets; empty unless it is a histogram.
    pub const fn buckets(&self) -> &'static [f64] {
        self.buckets
    }

    /// What it says, in a sentence.
    pub const fn help(&self) -> &'static str {
        self.help
    }
}

impl MetricKind {
    /// The word for it in the exposition format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

impl Unit {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Events => "events",
        }
    }
}
