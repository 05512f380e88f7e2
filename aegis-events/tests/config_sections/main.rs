//! Reading `aegis-config.yaml`: sections, environment variables, secrets, and errors.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
use std::fs;
use std::path::Path;
use std::time::Duration;

use aegis_events::ConfigError;
use aegis_events::config::{Config, reference};
use aegis_events::grpc::GrpcConfig;
use aegis_events::metrics::MetricsConfig;
use aegis_events::reaper::ReaperConfig;
use expect_test::{Expect, expect, expect_file};

mod audit;
mod grpc;
mod metrics;

const NOTHING: [(&str, &str); 0] = [];

fn read(yaml: &str) -> Config {
    Config::from_yaml_str_with(yaml, NOTHING).unwrap()
}

fn check(yaml: &str, variables: &[(&str, &str)], expect: Expect) {
    let error = Config::from_yaml_str_with(yaml, variables.iter().copied()).unwrap_err();
    expect.assert_eq(&error.to_string());
}

/// The error of a configuration that holds a secret, which it does not show, with the folder's name left out.
fn problem(folder: &Path, yaml: &str, variables: &[(&str, &str)]) -> String {
    let folder = folder.display().to_string();
    let error = Config::from_yaml_str_with(&yaml.replace("FOLDER", &folder), variables.iter().copied()).unwrap_err();
    let text = error.to_string();
    assert!(!text.contains("hunter2") && !format!("{error:?}").contains("hunter2"), "{text}");
    text.replace(&folder, "FOLDER")
}

/// The debug output of a configuration, which has no secrets.
fn shown(config: &Config) -> String {
    format!("{config:?}")
}

#[test]
fn everything_has_a_default_and_recording_is_off() {
    let config = read("");
    assert_eq!((config.event_bus.capacity(), config.event_bus.node_id()), (1_000, "local"));
    assert!(config.recorder.is_none());
    assert!(config.audit.is_none());
    assert_eq!(format!("{:?}", config.metrics), format!("{:?}", MetricsConfig::default()));
    assert_eq!(format!("{:?}", config.grpc.unwrap()), format!("{:?}", GrpcConfig::default()));
    assert_eq!(config.reaper, ReaperConfig::default());
}

#[test]
fn every_key_is_read() {
    let config = read(
        "
event_bus:
  capacity: 64
recorder:
  url: sqlite:events.db
  migrate: true
  queue_capacity: 20
  batch: 7
  synchronous: full
  poll_interval: 2s
reaper:
  hour: 100ms
  lease: 5m
  hooks_at_once: 3
  hook_timeout: 45s
",
    );
    expect!["HistoryConfig { settings: Settings { migrate: true, queue_capacity: 20, batch: 7, synchronous: Full, poll_interval: 2s }, .. }"]
        .assert_eq(&format!("{:?}", config.recorder.as_ref().unwrap()));
    let reaper = &config.reaper;
    assert_eq!((reaper.hour(), reaper.hooks_at_once()), (Duration::from_millis(100), 3));
    assert_eq!((reaper.lease(), reaper.hook_timeout()), (Duration::from_secs(300), Duration::from_secs(45)));
    assert_eq!(config.event_bus.capacity(), 64);
}

#[test]
fn the_example_is_all_defaults() {
    let example = include_str!("../../../docs/aegis-config.example.yaml");
    assert_eq!(shown(&read(example)), shown(&read("")));
    // The other keys of `recorder` and `audit` only count with a database and a path.
    let places = [("AEGIS_EVENTS_RECORDER_URL", "sqlite::memory:"), ("AEGIS_EVENTS_AUDIT_PATH", "audit")];
    let with_places = |yaml| shown(&Config::from_yaml_str_with(yaml, places).unwrap());
    assert_eq!(with_places(example), with_places(""));
}

#[test]
fn the_example_has_every_key() {
    let example = include_str!("../../../docs/aegis-config.example.yaml");
    for section in reference().split("\n## `").skip(1) {
        let (name, rows) = section.split_once('`').unwrap();
        let shown = example.split_once(&format!("\n{name}:\n")).unwrap().1.split("\n\n").next().unwrap();
        for key in rows.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()) {
            assert!(shown.contains(&format!(" {key}: ")), "{name}.{key}");
        }
    }
}

/// With `UPDATE_EXPECT=1` it writes the page.
#[test]
fn the_reference_page_matches_the_code() {
    expect_file!["../../../docs/configuration.md"].assert_eq(&reference());
}

#[test]
fn the_environment_takes_precedence_over_the_file() {
    let variables = [
        ("AEGIS_EVENTS_EVENT_BUS_CAPACITY", "5"),
        ("AEGIS_EVENTS_REAPER_HOUR", "2s"),
        ("AEGIS_EVENTS_RECORDER_URL", "sqlite::memory:"),
        ("AEGIS_EVENTS_RECORDER_MIGRATE", "true"),
        ("AEGIS_EVENTS_METRICS_SUBSCRIBERS", "AuditLogger, Billing"),
        ("AEGIS_EVENTS_GRPC_ENABLED", "false"),
        ("AEGIS_EVENTS_OF_OTHERS", "x"),
        ("AEGIS_OTHER", "x"),
    ];
    let config = Config::from_yaml_str_with("event_bus: {capacity: 7, node_id: a}\n", variables).unwrap();
    assert_eq!((config.event_bus.capacity(), config.event_bus.node_id()), (5, "a"));
    assert_eq!(config.reaper.hour(), Duration::from_secs(2));
    assert!(config.recorder.is_some());
    assert_eq!(config.metrics.subscribers(), ["AuditLogger", "Billing"]);
    assert!(config.grpc.is_none());
}

#[test]
fn all_problems_of_all_sections_are_reported_together() {
    check(
        "
reaper:
  hour: 90
  hooks: 2
recorder:
  batch: 0
  synchronous: disk
  migrate: yes
  poll_interval: [1]
event_bus:
  capacity: x
",
        &[("AEGIS_EVENTS_RECORDER_BATCH", "lots"), ("AEGIS_EVENTS_REAPER_HOOKS_AT_ONE", "1")],
        expect![[r#"
            <yaml>:3: `reaper.hour` is 90, without a unit
              allowed: a time from 1ms to 1h: a whole number with `ms`, `s`, `m`, `h` or `d`: how long an hour of a TTL lasts, for demonstrations
            <yaml>:4: `reaper.hooks` is not a key: did you mean `hooks_at_once`?
              allowed: `hour`, `lease`, `hooks_at_once`, `hook_timeout`
            <yaml>:6: `recorder.batch` is 0
              allowed: a whole number from 1 to 20000, without quotes: the most events that are written in one transaction
            <yaml>:7: `recorder.synchronous` is disk
              allowed: `normal` or `full`: whether a committed event survives, on SQLite, the end of the process, or a power failure too
            <yaml>:8: `recorder.migrate` is yes
              allowed: `true` or `false`, without quotes: whether the start migrates the database's schema to the catalog
            <yaml>:9: `recorder.poll_interval` is a list
              allowed: a time from 1ms to 1h: a whole number with `ms`, `s`, `m`, `h` or `d`: the polling interval, in case a notification is lost
            <yaml>:11: `event_bus.capacity` is x
              allowed: a whole number from 1 to 1048576, without quotes: the least number of events that the ring of a live subscriber and the queue of a lossless one hold
            environment variable `AEGIS_EVENTS_RECORDER_BATCH`: `recorder.batch` is lots
              allowed: a whole number from 1 to 20000, without quotes: the most events that are written in one transaction
            environment variable `AEGIS_EVENTS_REAPER_HOOKS_AT_ONE`: `reaper.hooks_at_one` is not a key: did you mean `hooks_at_once`?
              allowed: `hour`, `lease`, `hooks_at_once`, `hook_timeout`"#]],
    );
}

#[test]
fn durations_and_booleans_are_not_guessed() {
    check(
        "reaper:\n  hour: 2h\n",
        &[],
        expect![[r#"
            <yaml>:2: `reaper.hour` is 2h
              allowed: a time from 1ms to 1h: a whole number with `ms`, `s`, `m`, `h` or `d`: how long an hour of a TTL lasts, for demonstrations"#]],
    );
    check(
        "reaper:\n  lease: 1m30s\n",
        &[],
        expect![[r#"
            <yaml>:2: `reaper.lease` is 1m30s
              allowed: a time from 100ms to 1h: a whole number with `ms`, `s`, `m`, `h` or `d`: how long another process waits before it takes over from one that has died"#]],
    );
    check(
        "recorder:\n  migrate: \"true\"\n",
        &[],
        expect![[r#"
            <yaml>:2: `recorder.migrate` is the quoted text "true"
              allowed: `true` or `false`, without quotes: whether the start migrates the database's schema to the catalog"#]],
    );
    check(
        "recorder: postgres\n",
        &[],
        expect![[r#"
        <yaml>:1: `recorder` is a text
          allowed: a section with `url`, `url_file`, `migrate`, `queue_capacity`, `batch`, `synchronous`, `poll_interval`"#]],
    );
}

#[test]
fn secrets_come_from_files_without_their_last_newline() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("url");
    for text in ["sqlite::memory:", "sqlite::memory:\n", "sqlite::memory:\r\n"] {
        fs::write(&file, text).unwrap();
        let config = read(&format!("recorder:\n  url_file: {}\n", file.display()));
        assert!(config.recorder.is_some());
    }
    let variables = [("AEGIS_EVENTS_RECORDER_URL_FILE", file.display().to_string())];
    assert!(Config::from_yaml_str_with("recorder:\n  url: other\n", variables).unwrap().recorder.is_some());
}

#[cfg(unix)]
#[test]
fn a_secret_that_all_users_can_read_leads_to_a_warning() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("url");
    fs::write(&file, "sqlite::memory:\n").unwrap();
    let warnings = |mode| {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let config = read(&format!("recorder:\n  url_file: {}\n", file.display()));
        config.warnings().join("\n").replace(&folder.path().display().to_string(), "FOLDER")
    };
    assert_eq!(warnings(0o600), "");
    expect!["`recorder.url_file`: every user of this machine can read `FOLDER/url`; let only its owner: `chmod 600 FOLDER/url`"].assert_eq(&warnings(0o644));
}

#[test]
fn unreadable_secrets_are_errors_that_show_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let problem = |yaml: &str, variables: &[(&str, &str)]| problem(folder.path(), yaml, variables);
    fs::write(folder.path().join("empty"), "\n").unwrap();
    fs::write(folder.path().join("binary"), b"hunter2\xff").unwrap();
    fs::write(folder.path().join("lines"), "hunter2\nhunter2\n").unwrap();
    let texts = [
        problem("recorder:\n  url_file: FOLDER/none\n", &[]),
        problem("recorder:\n  url_file: FOLDER\n", &[]),
        problem("recorder:\n  url_file: FOLDER/empty\n", &[]),
        problem("recorder:\n  url_file: FOLDER/binary\n", &[]),
        problem("recorder:\n  url_file: FOLDER/lines\n", &[]),
        problem("recorder:\n  url_file: postgres://me:hunter2@host/db\n", &[]),
        problem("recorder:\n  url: hunter2\n  url_file: FOLDER/empty\n", &[]),
        problem("recorder:\n  url: \"hunter2\\0\"\n", &[]),
        problem("recorder:\n  url: ''\n", &[]),
        problem("", &[("AEGIS_EVENTS_RECORDER_URL", "hunter2"), ("AEGIS_EVENTS_RECORDER_URL_FILE", "a")]),
        problem("", &[("AEGIS_EVENTS_RECORDER_URL_FILE", "FOLDER-of-none/none")]),
    ];
    expect![[r#"
        <yaml>:2: `recorder.url_file` names `FOLDER/none`, which cannot be read: there is no such file
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: a file that contains the `url`, instead of `url`
        <yaml>:2: `recorder.url_file` names `FOLDER`, which cannot be read: it is a folder
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: a file that contains the `url`, instead of `url`
        <yaml>:2: `recorder.url_file` names `FOLDER/empty`, which is empty
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: a file that contains the `url`, instead of `url`
        <yaml>:2: `recorder.url_file` names `FOLDER/binary`, which is not valid UTF-8
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: a file that contains the `url`, instead of `url`
        <yaml>:2: `recorder.url_file` names `FOLDER/lines`, which contains more than one line, or control characters
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: a file that contains the `url`, instead of `url`
        <yaml>:2: `recorder.url_file` is the secret and not the path of a file; it is not shown
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: a file that contains the `url`, instead of `url`
        <yaml>:3: `recorder.url_file` is given together with `url`; give one of them
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: a file that contains the `url`, instead of `url`
        <yaml>:2: `recorder.url` contains a control character
          allowed: a text without control characters: the database, `postgres://user:password@host/database` or `sqlite:path/to/file.db`
        <yaml>:2: `recorder.url` is empty
          allowed: a text without control characters: the database, `postgres://user:password@host/database` or `sqlite:path/to/file.db`
        environment variable `AEGIS_EVENTS_RECORDER_URL_FILE`: `recorder.url_file` is given together with `url`; give one of them
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: a file that contains the `url`, instead of `url`
        environment variable `AEGIS_EVENTS_RECORDER_URL_FILE`: `recorder.url_file` names `FOLDER-of-none/none`, which cannot be read: there is no such file
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: a file that contains the `url`, instead of `url`"#]].assert_eq(&texts.join("\n"));
    let config = read("recorder:\n  url: postgres://me:hunter2@host/db\n");
    assert!(!shown(&config).contains("hunter2"));
}

#[test]
fn values_set_in_code_are_checked_too() {
    let error = |result: Result<ReaperConfig, ConfigError>| result.unwrap_err().to_string();
    let config = ReaperConfig::default;
    expect![[r#"
        `reaper.hour` is 0ms
          allowed: a time from 1ms to 1h: a whole number with `ms`, `s`, `m`, `h` or `d`: how long an hour of a TTL lasts, for demonstrations"#]].assert_eq(&error(config().with_hour(Duration::ZERO)));
    expect![[r#"
        `reaper.lease` is 1ns
          allowed: a time from 100ms to 1h: a whole number with `ms`, `s`, `m`, `h` or `d`: how long another process waits before it takes over from one that has died"#]].assert_eq(&error(config().with_lease(Duration::from_nanos(1))));
    expect![[r#"
        `reaper.hooks_at_once` is 0
          allowed: a whole number from 1 to 1024, without quotes: how many calls of `on_expired` may run at once"#]]
    .assert_eq(&error(config().with_hooks_at_once(0)));
}

#[test]
fn no_text_makes_the_reader_panic() {
    use proptest::prelude::*;
    let text = r#"(recorder|reaper|audit|grpc|metrics|url|url_file|key|token|tls_key|subscribers|batch|hour|migrate|:|: | |\n|\n  |-|\[|\]|\{|\}|"|'|[0-9smhd&*!|>%@`~#,?]|\PC){0,40}"#;
    proptest!(|(text in text, value in "\\PC{0,9}")| {
        let _ = Config::from_yaml_str_with(&text, [("AEGIS_EVENTS_REAPER_HOUR", value)]);
    });
}
