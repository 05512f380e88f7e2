//! The settings of metrics. Every value in them is valid.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use crate::config::{ConfigError, ConfigProblem};

/// The settings of the collector and its endpoint.
///
/// ```
/// # use aegis_events::ConfigError;
/// # use aegis_events::metrics::MetricsConfig;
/// # fn main() -> Result<(), ConfigError> {
/// let config = MetricsConfig::default().with_port(9_464).with_interval_ms(500)?.with_subscriber("EventRecorder");
/// assert_eq!(config.endpoint(), Some(([127, 0, 0, 1], 9_464).into()));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct MetricsConfig {
    served: bool,
    address: IpAddr,
    port: u16,
    interval: Duration,
    subscriber_labels: usize,
    subscribers: Vec<Arc<str>>,
    most_active: usize,
    lookback: Duration,
}

impl Default for MetricsConfig {
    fn default() -> Self {
        Self {
            served: true,
            address: Self::DEFAULT_ADDRESS,
            port: Self::DEFAULT_PORT,
            interval: Duration::from_millis(Self::DEFAULT_INTERVAL_MS),
            subscriber_labels: Self::DEFAULT_SUBSCRIBER_LABELS,
            subscribers: Vec::new(),
            most_active: Self::DEFAULT_MOST_ACTIVE,
            lookback: hours(Self::DEFAULT_LOOKBACK_HOURS),
        }
    }
}

impl MetricsConfig {
    /// Where `/metrics` is served unless set: to this machine only. It has neither encryption nor a password, so that the world hears of it
    /// only if somebody says so.
    pub const DEFAULT_ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    /// The port unless set.
    pub const DEFAULT_PORT: u16 = 9_090;
    /// Milliseconds between two readings unless set. A reading takes some microseconds.
    pub const DEFAULT_INTERVAL_MS: u64 = 1_000;
    /// The intervals that are allowed, in milliseconds: more often than ten times a second shows nothing more.
    pub const INTERVALS_MS: RangeInclusive<u64> = 100..=3_600_000;
    /// How many subscribers have a label of their own unless set: an orchestrator's standing ones some times over.
    pub const DEFAULT_SUBSCRIBER_LABELS: usize = 64;
    /// How many may be allowed one. Each costs 7 series and the buckets of a histogram.
    pub const SUBSCRIBER_LABELS: RangeInclusive<usize> = 1..=1_000;
    /// How many executions, swarms and tool calls are followed unless set, each: a megabyte at most.
    pub const DEFAULT_MOST_ACTIVE: usize = 10_000;
    /// How many may be.
    pub const MOST_ACTIVE: RangeInclusive<usize> = 1..=1_000_000;
    /// How far back history is read for what is still active unless set, in hours: a week.
    pub const DEFAULT_LOOKBACK_HOURS: u64 = 168;
    /// How far it may be: ten years.
    pub const LOOKBACK_HOURS: RangeInclusive<u64> = 1..=87_600;

    /// Sets the address that `/metrics` is served at, `127.0.0.1` unless set. `0.0.0.0` or `::` serves it to every network of the machine,
    /// without encryption or password.
    pub fn with_address(mut self, address: IpAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets the port, 9090 unless set. 0 takes any that is free.
    pub fn with_port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Switches the endpoint off: numbers are collected, for an exporter that somebody else serves.
    pub fn without_endpoint(mut self) -> Self {
        self.served = false;
        self
    }

    /// Sets how many milliseconds pass between two readings of bus, recorder and audit log, 1,000 unless set. Our own endpoint also reads when
    /// it is scraped.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is one of [`INTERVALS_MS`](Self::INTERVALS_MS).
    pub fn with_interval_ms(mut self, interval_ms: u64) -> Result<Self, ConfigError> {
        check("interval_ms", interval_ms, Self::INTERVALS_MS, "milliseconds between two readings")?;
        self.interval = Duration::from_millis(interval_ms);
        Ok(self)
    }

    /// Sets how many subscribers have a label of their own, 64 unless set: the first names that come. All others are summed under `other`.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is one of [`SUBSCRIBER_LABELS`](Self::SUBSCRIBER_LABELS).
    pub fn with_subscriber_labels(mut self, labels: usize) -> Result<Self, ConfigError> {
        check("subscriber_labels", labels, Self::SUBSCRIBER_LABELS, "subscribers with a label of their own")?;
        self.subscriber_labels = labels;
        Ok(self)
    }

    /// Sets a label aside for a subscription's name, however many others come first, with counters that stand at 0 before it subscribes. It
    /// counts as one of the labels.
    pub fn with_subscriber(mut self, name: &str) -> Self {
        if !self.subscribers.iter().any(|other| **other == *name) {
            self.subscribers.push(name.into());
        }
        self
    }

    /// Sets how many executions are followed from start to end, and how many swarms and tool calls, 10,000 each unless set. What never ends
    /// makes room, the oldest first, and is counted in `aegis_metrics_forgotten_total`.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is one of [`MOST_ACTIVE`](Self::MOST_ACTIVE).
    pub fn with_most_active(mut self, most: usize) -> Result<Self, ConfigError> {
        check("most_active", most, Self::MOST_ACTIVE, "executions, swarms and tool calls that are followed, each")?;
        self.most_active = most;
        Ok(self)
    }

    /// Sets how many hours of history are read at the start for what is still active, 168 unless set: what started earlier and never ended is
    /// taken for gone.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is one of [`LOOKBACK_HOURS`](Self::LOOKBACK_HOURS).
    pub fn with_lookback_hours(mut self, lookback_hours: u64) -> Result<Self, ConfigError> {
        check("lookback_hours", lookback_hours, Self::LOOKBACK_HOURS, "hours of history that are read at the start")?;
        self.lookback = hours(lookback_hours);
        Ok(self)
    }

    /// Where `/metrics` is served; `None` if it is not.
    pub fn endpoint(&self) -> Option<SocketAddr> {
        self.served.then_some(SocketAddr::new(self.address, self.port))
    }

    /// The time between two readings.
    pub fn interval(&self) -> Duration {
        self.interval
    }

    /// How many subscribers have a label of their own.
    pub fn subscriber_labels(&self) -> usize {
        self.subscriber_labels
    }

    /// The names that a label is set aside for.
    pub fn subscribers(&self) -> &[Arc<str>] {
        &self.subscribers
    }

    /// How many executions, swarms and tool calls are followed, each.
    pub fn most_active(&self) -> usize {
        self.most_active
    }

    /// How far back history is read at the start.
    pub fn lookback(&self) -> Duration {
        self.lookback
    }
}

const fn hours(hours: u64) -> Duration {
    Duration::from_secs(hours * 3_600)
}

fn check<N: PartialOrd + ToString>(
    key: &str,
    value: N,
    allowed: RangeInclusive<N>,
    of: &str,
) -> Result<(), ConfigError> {
    if allowed.contains(&value) {
        return Ok(());
    }
    let (min, max) = (allowed.start().to_string(), allowed.end().to_string());
    let problem = ConfigProblem {
        file: None,
        line: None,
        variable: None,
        key: format!("metrics.{key}"),
        problem: format!("is {}", value.to_string()),
        allowed: format!("a whole number from {min} to {max}, without quotes: the {of}"),
    };
    Err(ConfigError::Invalid { problems: vec![problem] })
}
