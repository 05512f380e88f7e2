//! The configuration of metrics, and its section.

use std::mem;
use std::net::SocketAddr;

use crate::settings::kinds::{address::Address, count::Count, names::Names, switch::Switch, time::Time};
use crate::settings::{FromSection, Section, settings};

settings! {
    /// The configuration of the collector and its endpoint. Every value in it is valid.
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
    #[must_use]
    pub struct MetricsConfig: "metrics" = "Metrics of bus, recorder, audit log and domain, and `/metrics` for Prometheus." {
        enabled: Switch = true, "whether `/metrics` is served; metrics are collected in any case";
        // Loopback: the endpoint has neither encryption nor a password.
        address: Address = 9_090, "where `/metrics` is served, without encryption or password; port 0 takes a free port";
        // A reading takes some microseconds. More than ten a second show nothing more.
        interval, with_interval: Time("100ms" to "1h") = "1s", "the time between two readings of bus, recorder and audit log";
        // An orchestrator has fewer permanent subscribers than that. Each label costs 7 series and the buckets of a histogram.
        subscriber_labels, with_subscriber_labels: Count(1 to 1_000) = 64, "how many subscribers get a label; all others are summed under `other`";
        subscribers: Names(1 to 128) = [], "subscribers that a label is reserved for";
        // A megabyte at most. A start without an end makes room, the oldest first: `aegis_metrics_forgotten_total` counts it.
        max_active, with_max_active: Count(1 to 1_000_000) = 10_000, "how many executions, swarms and tool calls are tracked from start to end, each";
        lookback, with_lookback: Time("1h" to "3650d") = "7d", "how far back the history is read at the start for executions, swarms and tool calls that are still active";
    }
}

impl Default for MetricsConfig {
    fn default() -> Self {
        Self::initial()
    }
}

impl MetricsConfig {
    /// Sets the address that `/metrics` is served at, `127.0.0.1:9090` unless set. `0.0.0.0` or `::` serves it to every network of the machine,
    /// without encryption or password. Port 0 takes a free port.
    pub fn with_address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets the port alone, 9090 unless set. 0 takes a free port.
    pub fn with_port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// Switches the endpoint on, which is the default: for a program whose command line overrides its file.
    pub fn with_endpoint(mut self) -> Self {
        self.enabled = true;
        self
    }

    /// Switches the endpoint off. Metrics are still collected, for the host's own exporter.
    pub fn without_endpoint(mut self) -> Self {
        self.enabled = false;
        self
    }

    /// Reserves a label for a subscription's name, even if it subscribes after others have taken the rest. Its counters are 0 until it
    /// subscribes. It counts as one of the labels.
    pub fn with_subscriber(mut self, name: &str) -> Self {
        if !self.subscribers.iter().any(|other| *other == *name) {
            self.subscribers.push(name.into());
        }
        self
    }

    /// Returns the address that `/metrics` is served at; `None` if it is not served.
    #[must_use]
    pub fn endpoint(&self) -> Option<SocketAddr> {
        self.enabled.then_some(self.address)
    }

    /// Returns the names that a label is reserved for.
    #[must_use]
    pub fn subscribers(&self) -> &[String] {
        &self.subscribers
    }
}

impl FromSection for MetricsConfig {
    type Read = Self;

    fn read(section: &mut Section<'_, '_>) -> Self {
        let mut config = Self::default();
        config.read_settings(section);
        let subscribers = mem::take(&mut config.subscribers);
        subscribers.iter().fold(config, |config, name| config.with_subscriber(name))
    }
}
