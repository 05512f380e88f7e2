//! Registration of metrics: from a [`Metric`] and the values of its labels to a handle of the facade, which begins at 0.

use std::fmt;
use std::sync::Arc;

use ::metrics as facade;
use facade::{Counter, Gauge, Histogram, Key, KeyName, Label, Level, Metadata, Recorder, SharedString};

use super::metric::{Metric, MetricKind, Unit};

/// Registers metrics with an exporter: the installed one of the process, or another.
#[derive(Clone)]
pub struct Registry {
    recorder: Arc<dyn Recorder + Send + Sync>,
}

/// A counter that follows a number counted elsewhere.
#[derive(Debug)]
pub struct Total {
    counter: Counter,
    seen: u64,
}

impl Registry {
    /// A registry of an exporter's recorder.
    pub fn new(recorder: Arc<dyn Recorder + Send + Sync>) -> Self {
        Self { recorder }
    }

    /// Registers a counter, with the values of its labels in order.
    pub fn counter(&self, metric: &'static Metric, values: &[&str]) -> Counter {
        self.describe(metric);
        let counter = self.recorder.register_counter(&key(metric, values), &METADATA);
        // Some exporters show only metrics that were changed.
        counter.increment(0);
        counter
    }

    /// As [`counter`](Self::counter), for a number counted elsewhere.
    pub fn total(&self, metric: &'static Metric, values: &[&str]) -> Total {
        Total { counter: self.counter(metric, values), seen: 0 }
    }

    /// Registers a gauge, with the values of its labels in order.
    pub fn gauge(&self, metric: &'static Metric, values: &[&str]) -> Gauge {
        self.describe(metric);
        let gauge = self.recorder.register_gauge(&key(metric, values), &METADATA);
        gauge.set(0.0);
        gauge
    }

    /// Registers a histogram, with the values of its labels in order.
    pub fn histogram(&self, metric: &'static Metric, values: &[&str]) -> Histogram {
        self.describe(metric);
        self.recorder.register_histogram(&key(metric, values), &METADATA)
    }

    fn describe(&self, metric: &'static Metric) {
        let (name, help) = (KeyName::from_const_str(metric.name()), SharedString::const_str(metric.help()));
        let unit = metric.unit().map(|unit| match unit {
            Unit::Seconds => facade::Unit::Seconds,
            Unit::Events => facade::Unit::Count,
        });
        match metric.kind() {
            MetricKind::Counter => self.recorder.describe_counter(name, unit, help),
            MetricKind::Gauge => self.recorder.describe_gauge(name, unit, help),
            MetricKind::Histogram => self.recorder.describe_histogram(name, unit, help),
        }
    }
}

impl Total {
    /// Raises the counter to a number. A smaller number changes nothing: counters never decrease.
    pub fn reach(&mut self, number: u64) {
        raise(&self.counter, &mut self.seen, number);
    }
}

/// Adds what a number counted elsewhere has grown by since it was last seen.
pub(super) fn raise(counter: &Counter, seen: &mut u64, number: u64) {
    if number > *seen {
        counter.increment(number - *seen);
        *seen = number;
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").finish_non_exhaustive()
    }
}

static METADATA: Metadata<'static> = Metadata::new(module_path!(), Level::INFO, Some(module_path!()));

fn key(metric: &'static Metric, values: &[&str]) -> Key {
    let labels = metric.labels().iter().zip(values);
    let labels: Vec<Label> = labels.map(|(name, value)| Label::new(*name, (*value).to_owned())).collect();
    Key::from_parts(metric.name(), labels)
}
