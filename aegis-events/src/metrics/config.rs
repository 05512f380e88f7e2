//! The settings of metrics. Every value in them is valid.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use crate::config::ConfigError;
use crate::config::rule::Rule;

const SECTION: &str = "metrics";
pub(crate) const ENABLED: &str = "enabled";
pub(crate) const ADDRESS: &str = "address";
pub(crate) const INTERVAL: &str = "interval";
pub(crate) const SUBSCRIBER_LABELS: &str = "subscriber_labels";
pub(crate) const SUBSCRIBERS: &str = "subscribers";
pub(crate) const MOST_ACTIVE: &str = "most_active";
pub(crate) const LOOKBACK: &str = "lookback";

/// Of the names in a file. The catalog's are shorter.
const MAX_NAME_LEN: usize = 128;
const HOUR: Duration = Duration::from_secs(3_600);

/// The settings of the collector and its endpoint.
///
/// ```
/// # use aegis_events::ConfigError;
/// # use aegis_events::metrics::MetricsConfig;
/// # use std::time::Duration;
/// # fn main() -> Result<(), ConfigError> {
/// let config = MetricsConfig::default().with_port(9_464).with_interval(Duration::from_millis(500))?.with_subscriber("EventRecorder");
/// assert_eq!(config.endpoint(), Some(([127, 0, 0, 1], 9_464).into()));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct MetricsConfig {
    pub(crate) served: bool,
    pub(crate) address: SocketAddr,
    pub(crate) interval: Duration,
    pub(crate) subscriber_labels: usize,
    subscribers: Vec<Arc<str>>,
    pub(crate) most_active: usize,
    pub(crate) lookback: Duration,
}

impl Default for MetricsConfig {
    fn default() -> Self {
        Self {
            served: true,
            address: Self::DEFAULT_ADDRESS,
            interval: Self::DEFAULT_INTERVAL,
            subscriber_labels: Self::DEFAULT_SUBSCRIBER_LABELS,
            subscribers: Vec::new(),
            most_active: Self::DEFAULT_MOST_ACTIVE,
            lookback: Self::DEFAULT_LOOKBACK,
        }
    }
}

impl MetricsConfig {
    /// Where `/metrics` is served unless set: to this machine only. It has neither encryption nor a password, so that the world hears of it
    /// only if somebody says so.
    pub const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9_090);
    /// The time between two readings unless set. A reading takes some microseconds.
    pub const DEFAULT_INTERVAL: Duration = Duration::from_secs(1);
    /// The intervals that are allowed: more often than ten times a second shows nothing more.
    pub const INTERVALS: RangeInclusive<Duration> = Duration::from_millis(100)..=HOUR;
    /// How many subscribers have a label of their own unless set: an orchestrator's standing ones some times over.
    pub const DEFAULT_SUBSCRIBER_LABELS: usize = 64;
    /// How many may be allowed one. Each costs 7 series and the buckets of a histogram.
    pub const SUBSCRIBER_LABELS: RangeInclusive<usize> = 1..=1_000;
    /// How many executions, swarms and tool calls are followed unless set, each: a megabyte at most.
    pub const DEFAULT_MOST_ACTIVE: usize = 10_000;
    /// How many may be.
    pub const MOST_ACTIVE: RangeInclusive<usize> = 1..=1_000_000;
    /// How far back history is read for what is still active unless set: a week.
    pub const DEFAULT_LOOKBACK: Duration = Duration::from_secs(7 * 24 * 3_600);
    /// How far it may be: from an hour to ten years.
    pub const LOOKBACKS: RangeInclusive<Duration> = HOUR..=Duration::from_secs(3_650 * 24 * 3_600);

    /// Sets the address that `/metrics` is served at, `127.0.0.1:9090` unless set. `0.0.0.0` or `::` serves it to every network of the machine,
    /// without encryption or password. Port 0 takes any that is free.
    pub fn with_address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets the port alone, 9090 unless set. 0 takes any that is free.
    pub fn with_port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// Switches the endpoint on, as it is unless somebody has switched it off: for a program whose command line wins over its file.
    pub fn with_endpoint(mut self) -> Self {
        self.served = true;
        self
    }

    /// Switches the endpoint off: numbers are collected, for an exporter that somebody else serves.
    pub fn without_endpoint(mut self) -> Self {
        self.served = false;
        self
    }

    /// Sets how much time passes between two readings of bus, recorder and audit log, a second unless set. Our own endpoint also reads when
    /// it is scraped.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is one of [`INTERVALS`](Self::INTERVALS).
    pub fn with_interval(mut self, interval: Duration) -> Result<Self, ConfigError> {
        self.interval = interval_rule().check_duration(interval).map_err(|bad| bad.in_code(SECTION, INTERVAL))?;
        Ok(self)
    }

    /// Sets how many subscribers have a label of their own, 64 unless set: the first names that come. All others are summed under `other`.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is one of [`SUBSCRIBER_LABELS`](Self::SUBSCRIBER_LABELS).
    pub fn with_subscriber_labels(mut self, labels: usize) -> Result<Self, ConfigError> {
        let checked = subscriber_labels_rule().check_integer(labels);
        self.subscriber_labels = checked.map_err(|bad| bad.in_code(SECTION, SUBSCRIBER_LABELS))?;
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
        self.most_active = most_active_rule().check_integer(most).map_err(|bad| bad.in_code(SECTION, MOST_ACTIVE))?;
        Ok(self)
    }

    /// Sets how far back history is read at the start for what is still active, a week unless set: what started earlier and never ended is
    /// taken for gone.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is one of [`LOOKBACKS`](Self::LOOKBACKS).
    pub fn with_lookback(mut self, lookback: Duration) -> Result<Self, ConfigError> {
        self.lookback = lookback_rule().check_duration(lookback).map_err(|bad| bad.in_code(SECTION, LOOKBACK))?;
        Ok(self)
    }

    /// Where `/metrics` is served; `None` if it is not.
    pub fn endpoint(&self) -> Option<SocketAddr> {
        self.served.then_some(self.address)
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

pub(crate) fn enabled_rule() -> Rule {
    Rule::boolean("whether `/metrics` is served; numbers are collected in any case")
}

pub(crate) fn address_rule() -> Rule {
    Rule::address("where `/metrics` is served, without encryption or password; port 0 takes one that is free")
}

pub(crate) fn interval_rule() -> Rule {
    let (least, most) = MetricsConfig::INTERVALS.into_inner();
    Rule::duration(least, most, "the time between two readings")
}

pub(crate) fn subscriber_labels_rule() -> Rule {
    let (least, most) = MetricsConfig::SUBSCRIBER_LABELS.into_inner();
    Rule::integer(least, most, "subscribers with a label of their own")
}

pub(crate) fn subscribers_rule() -> Rule {
    Rule::names(MAX_NAME_LEN, "subscribers that a label is set aside for")
}

pub(crate) fn most_active_rule() -> Rule {
    let (least, most) = MetricsConfig::MOST_ACTIVE.into_inner();
    Rule::integer(least, most, "executions, swarms and tool calls that are followed, each")
}

pub(crate) fn lookback_rule() -> Rule {
    let (least, most) = MetricsConfig::LOOKBACKS.into_inner();
    Rule::duration(least, most, "how far back history is read at the start for what is still active")
}
