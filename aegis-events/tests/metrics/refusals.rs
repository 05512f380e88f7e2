//! The errors of metrics, word for word.

use std::error::Error;
use std::io;
use std::time::Duration;

use aegis_events::ConfigError;
use aegis_events::history::HistoryError;
use aegis_events::metrics::{MetricsConfig, MetricsError};
use expect_test::{Expect, expect};

fn check(error: &MetricsError, expected: Expect) {
    let source = error.source().map_or_else(String::new, |source| format!("\n  caused by: {source}"));
    expected.assert_eq(&format!("{error}{source}\n  help: {}", error.help().expect("each has help")));
}

fn check_config(config: Result<MetricsConfig, ConfigError>, expected: Expect) {
    expected.assert_eq(&config.unwrap_err().to_string());
}

fn listen(kind: io::ErrorKind) -> MetricsError {
    MetricsError::Listen { address: ([127, 0, 0, 1], 9_090).into(), source: io::Error::new(kind, "no") }
}

#[test]
fn addresses_that_cannot_be_bound_are_errors_with_help() {
    check(
        &listen(io::ErrorKind::AddrInUse),
        expect![[r#"
            cannot serve metrics at 127.0.0.1:9090
              caused by: no
              help: port 9090 is in use (9090 is also the port of Prometheus): set `metrics.address` to another one"#]],
    );
    check(
        &listen(io::ErrorKind::AddrNotAvailable),
        expect![[r#"
            cannot serve metrics at 127.0.0.1:9090
              caused by: no
              help: no interface of this machine has that address: set `metrics.address` to one that it has"#]],
    );
    check(
        &listen(io::ErrorKind::PermissionDenied),
        expect![[r#"
            cannot serve metrics at 127.0.0.1:9090
              caused by: no
              help: ports below 1024 need privileges: set `metrics.address` to a higher one"#]],
    );
    check(
        &listen(io::ErrorKind::Other),
        expect![[r#"
            cannot serve metrics at 127.0.0.1:9090
              caused by: no
              help: set `metrics.address` to an address of this machine"#]],
    );
}

#[test]
fn a_second_collector_and_a_second_exporter_are_refused() {
    check(
        &MetricsError::Collected { node_id: "orchestrator-1".into() },
        expect![[r#"
            the bus `orchestrator-1` already has a metrics collector
              help: use that collector: its clones are handles of it"#]],
    );
    check(
        &MetricsError::Installed,
        expect![[r#"
            another metrics exporter is already installed in this process
              help: start the collector with `Collector::start`, which uses that exporter"#]],
    );
}

#[test]
fn a_history_that_cannot_be_read_is_an_error() {
    let source = HistoryError::Database { place: "events.db".into(), message: "the disk is full".into(), help: None };
    check(
        &MetricsError::History { source: source.into() },
        expect![[r#"
            cannot read active executions and swarms from the history
              caused by: events.db: the disk is full
              help: without a history, the gauges begin at 0"#]],
    );
}

#[test]
fn settings_out_of_range_are_errors() {
    let config = MetricsConfig::default;
    check_config(
        config().with_interval(Duration::from_millis(99)),
        expect![[r#"
            `metrics.interval` is 99ms
              allowed: a time from 100ms to 1h: a whole number with `ms`, `s`, `m`, `h` or `d`: the time between two readings of bus, recorder and audit log"#]],
    );
    check_config(
        config().with_subscriber_labels(0),
        expect![[r#"
            `metrics.subscriber_labels` is 0
              allowed: a whole number from 1 to 1000, without quotes: how many subscribers get a label; all others are summed under `other`"#]],
    );
    check_config(
        config().with_max_active(1_000_001),
        expect![[r#"
            `metrics.max_active` is 1000001
              allowed: a whole number from 1 to 1000000, without quotes: how many executions, swarms and tool calls are tracked from start to end, each"#]],
    );
    check_config(
        config().with_lookback(Duration::from_secs(1)),
        expect![[r#"
            `metrics.lookback` is 1s
              allowed: a time from 1h to 3650d: a whole number with `ms`, `s`, `m`, `h` or `d`: how far back the history is read at the start for executions, swarms and tool calls that are still active"#]],
    );
}
