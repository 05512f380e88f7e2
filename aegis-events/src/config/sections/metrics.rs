//! The section `metrics`: what is counted, and where it is served.

use crate::config::section::{FromSection, Key, Section};
use crate::metrics::MetricsConfig;
use crate::metrics::config;

impl FromSection for MetricsConfig {
    const NAME: &'static str = "metrics";
    const ABOUT: &'static str = "Numbers of bus, recorder, audit log and domain, and `/metrics` for Prometheus.";
    const KEYS: &'static [Key] = &[
        Key { name: config::ENABLED, rule: config::enabled_rule, default: "true" },
        Key { name: config::ADDRESS, rule: config::address_rule, default: "127.0.0.1:9090" },
        Key { name: config::INTERVAL, rule: config::interval_rule, default: "1s" },
        Key { name: config::SUBSCRIBER_LABELS, rule: config::subscriber_labels_rule, default: "64" },
        Key { name: config::SUBSCRIBERS, rule: config::subscribers_rule, default: "[]" },
        Key { name: config::MOST_ACTIVE, rule: config::most_active_rule, default: "10000" },
        Key { name: config::LOOKBACK, rule: config::lookback_rule, default: "7d" },
    ];

    fn read(section: &mut Section<'_, '_>) -> Self {
        let mut metrics = Self::default();
        if let Some(enabled) = section.boolean(config::ENABLED) {
            metrics.served = enabled;
        }
        if let Some(address) = section.address(config::ADDRESS) {
            metrics.address = address;
        }
        if let Some(interval) = section.duration(config::INTERVAL) {
            metrics.interval = interval;
        }
        if let Some(labels) = section.integer(config::SUBSCRIBER_LABELS) {
            metrics.subscriber_labels = labels;
        }
        if let Some(most) = section.integer(config::MOST_ACTIVE) {
            metrics.most_active = most;
        }
        if let Some(lookback) = section.duration(config::LOOKBACK) {
            metrics.lookback = lookback;
        }
        let subscribers = section.names(config::SUBSCRIBERS).unwrap_or_default();
        subscribers.iter().fold(metrics, |metrics, name| metrics.with_subscriber(name))
    }
}
