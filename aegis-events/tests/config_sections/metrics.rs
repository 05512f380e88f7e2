//! The section `metrics`.

use aegis_events::config::Config;
use expect_test::expect;

use crate::{check, read};

#[test]
fn every_key_is_read() {
    let config = read(
        "
metrics:
  enabled: true
  address: '[::]:9464'
  interval: 250ms
  subscriber_labels: 8
  subscribers: [AuditLogger, EventRecorder, AuditLogger]
  max_active: 100
  lookback: 12h
",
    );
    expect![[r#"
        MetricsConfig {
            enabled: true,
            address: [::]:9464,
            interval: 250ms,
            subscriber_labels: 8,
            subscribers: [
                "AuditLogger",
                "EventRecorder",
            ],
            max_active: 100,
            lookback: 43200s,
        }"#]]
    .assert_eq(&format!("{:#?}", config.metrics));
}

#[test]
fn without_the_endpoint_metrics_are_still_collected() {
    assert_eq!(read("").metrics.endpoint(), Some(([127, 0, 0, 1], 9_090).into()));
    let config = read("metrics: {enabled: false, interval: 5s}\n").metrics;
    assert_eq!((config.endpoint(), config.interval().as_secs()), (None, 5));
}

#[test]
fn subscribers_of_the_environment_replace_those_of_the_file() {
    let subscribers = |list: &str| {
        let variables = [("AEGIS_EVENTS_METRICS_SUBSCRIBERS", list)];
        let config = Config::from_yaml_str_with("metrics: {subscribers: [A]}\n", variables).unwrap();
        config.metrics.subscribers().join(" ")
    };
    assert_eq!(subscribers("B,C , D"), "B C D");
    assert_eq!(subscribers(""), "");
}

#[test]
fn bad_values_are_errors_with_the_allowed_values() {
    check(
        "
metrics:
  enabled: off
  address: 9090
  port: 9090
  interval: 99ms
  subscriber_labels: 0
  subscribers: [Audit Logger]
  max_active: 1000001
  lookback: 30m
",
        &[("AEGIS_EVENTS_METRICS_ADDRESS", "localhost:9090"), ("AEGIS_EVENTS_METRICS_SUBSCRIBERS", "A,,B")],
        expect![[r#"
            <yaml>:3: `metrics.enabled` is off
              allowed: `true` or `false`, without quotes: whether `/metrics` is served; metrics are collected in any case
            <yaml>:4: `metrics.address` is 9090
              allowed: an IP address and a port, such as `127.0.0.1:9090` or `[::1]:9090`: where `/metrics` is served, without encryption or password; port 0 takes a free port
            <yaml>:5: `metrics.port` is not a key
              allowed: `enabled`, `address`, `interval`, `subscriber_labels`, `subscribers`, `max_active`, `lookback`
            <yaml>:6: `metrics.interval` is 99ms
              allowed: a time from 100ms to 1h: a whole number with `ms`, `s`, `m`, `h` or `d`: the time between two readings of bus, recorder and audit log
            <yaml>:7: `metrics.subscriber_labels` is 0
              allowed: a whole number from 1 to 1000, without quotes: how many subscribers get a label; all others are summed under `other`
            <yaml>:8: `metrics.subscribers` is "Audit Logger", with ' ' in it
              allowed: a list such as `[AuditLogger, EventRecorder]`, of names of 1 to 128 characters out of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`: subscribers that a label is reserved for
            <yaml>:9: `metrics.max_active` is 1000001
              allowed: a whole number from 1 to 1000000, without quotes: how many executions, swarms and tool calls are tracked from start to end, each
            <yaml>:10: `metrics.lookback` is 30m
              allowed: a time from 1h to 3650d: a whole number with `ms`, `s`, `m`, `h` or `d`: how far back the history is read at the start for executions, swarms and tool calls that are still active
            environment variable `AEGIS_EVENTS_METRICS_ADDRESS`: `metrics.address` is localhost:9090
              allowed: an IP address and a port, such as `127.0.0.1:9090` or `[::1]:9090`: where `/metrics` is served, without encryption or password; port 0 takes a free port
            environment variable `AEGIS_EVENTS_METRICS_SUBSCRIBERS`: `metrics.subscribers` is empty
              allowed: a list such as `[AuditLogger, EventRecorder]`, of names of 1 to 128 characters out of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`: subscribers that a label is reserved for"#]],
    );
    check(
        "metrics:\n  subscribers: AuditLogger\n",
        &[],
        expect![[r#"
            <yaml>:2: `metrics.subscribers` is AuditLogger
              allowed: a list such as `[AuditLogger, EventRecorder]`, of names of 1 to 128 characters out of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`: subscribers that a label is reserved for"#]],
    );
}
