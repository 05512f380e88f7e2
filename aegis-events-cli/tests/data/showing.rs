//! `history`: output formats and redaction.

use std::process::Stdio;

use expect_test::{Expect, expect};

use crate::command::{call, catalog, command};
use crate::database::{Database, both, same, sqlite, started};

/// The output of `history`, which is equal for both databases.
fn check(databases: &[Database], arguments: &[&str], expected: &Expect) {
    let texts = databases.iter().map(|database| {
        let (address, catalog) = (database.address(), catalog("runs.toml"));
        let mut all = vec!["history", &address];
        if !arguments.contains(&"--without-catalog") {
            all.extend(["--catalog", &catalog]);
        }
        all.extend(arguments);
        let called = call(&all);
        assert_eq!(called.code, Some(0), "{called:?}");
        database.plain(&format!("{}{}", called.out, called.err))
    });
    expected.assert_eq(&same(texts));
}

/// Both databases filled.
async fn filled() -> [Database; 2] {
    let databases = both();
    for database in &databases {
        database.fill().await;
    }
    databases
}

#[tokio::test]
async fn a_table_has_the_newest_events_in_order_and_redacted() {
    check(
        &filled().await,
        &["--limit", "4"],
        &expect![[r#"
        POSITION  OCCURRED AT (UTC)        EVENT        DATA
               3  2026-03-04 12:21:00.000  Gate.Closed  {"shard":1,"closed_at":"2026-03-04T12:21:00Z"}
               4  2026-03-04 12:02:00.000  Run.Started  {"run_id":"01890a5d-ac96-774b-bcce-b302099a0002","note":"say \"hi\", twice\nor so","attempt":300,"access":{"user":"ann","token":"[redacted]"},"password":"[redacted]","started_at":"2026-03-04T12:02:00Z"}
               5  2026-03-04 12:12:00.000  Run.Closed   {"run_id":"01890a5d-ac96-774b-bcce-b302099a0002","closed_at":"2026-03-04T12:12:00Z"}
               6  2026-03-04 12:22:00.000  Gate.Closed  {"shard":2,"closed_at":"2026-03-04T12:22:00Z"}
    "#]],
    );
}

#[tokio::test]
async fn without_a_catalog_payloads_are_withheld() {
    check(
        &filled().await,
        &["--without-catalog", "--limit", "2"],
        &expect![[r#"
            POSITION  OCCURRED AT (UTC)        EVENT                             DATA
                   5  2026-03-04 12:12:00.000  Run.Closed                        (the sensitive fields are unknown without a catalog)
                   6  2026-03-04 12:22:00.000  Gate.Closed                       (the sensitive fields are unknown without a catalog)
            note: payloads are not shown, because without a catalog the sensitive fields are unknown; use --catalog, or --show-sensitive to show everything
        "#]],
    );
}

#[tokio::test]
async fn show_sensitive_shows_sensitive_fields() {
    for database in both() {
        database.fill().await;
        let (address, catalog) = (database.address(), catalog("runs.toml"));
        let arguments = ["history", &address, "--catalog", &catalog, "--format", "jsonl"];
        assert!(!call(&arguments).out.contains("geheim"));
        let all = call(&[&arguments[..], &["--show-sensitive"]].concat());
        assert_eq!(all.out.matches("geheim").count(), 4);
        assert_eq!(
            call(&["history", &address, "--without-catalog", "--format", "jsonl"]).out.matches("geheim").count(),
            0
        );
    }
}

#[tokio::test]
async fn json_lines_have_envelope_and_payload() {
    let database = sqlite();
    database.fill().await;
    let called = call(&["history", &database.address(), "--catalog", &catalog("runs.toml"), "--format", "jsonl"]);
    assert_eq!((called.code, &*called.err), (Some(0), ""));
    let lines: Vec<serde_json::Value> = called.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[1]["causation_id"], lines[0]["event_id"]);
    assert_eq!(lines[1]["correlation_id"], lines[0]["event_id"]);
    let mut first = lines[0].clone();
    for id in ["event_id", "correlation_id", "bus_id", "created_at"] {
        assert!(first[id].is_string(), "{id}");
        first[id] = "…".into();
    }
    expect![[r#"
        {
          "bus_id": "…",
          "causation_id": null,
          "correlation_id": "…",
          "created_at": "…",
          "event_data": {
            "access": {
              "token": "[redacted]",
              "user": "ann"
            },
            "attempt": 300,
            "note": "say \"hi\", twice\nor so",
            "password": "[redacted]",
            "run_id": "01890a5d-ac96-774b-bcce-b302099a0001",
            "started_at": "2026-03-04T12:01:00Z"
          },
          "event_id": "…",
          "event_type": "Started",
          "family": "Run",
          "node_id": "local",
          "occurred_at": "2026-03-04T12:01:00.000000Z",
          "position": 1,
          "publisher": "Engine",
          "sequence": 1,
          "version": 1
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&first).unwrap());
}

#[tokio::test]
async fn csv_is_quoted() {
    let database = sqlite();
    database.fill().await;
    let arguments =
        ["history", &database.address(), "--catalog", &catalog("runs.toml"), "--format", "csv", "--family", "Run"];
    let called = call(&arguments);
    let mut rows = csv::Reader::from_reader(called.out.as_bytes());
    let names = "position,event_id,family,event_type,publisher,version,occurred_at,created_at,correlation_id,causation_id,node_id,bus_id,sequence,event_data";
    assert_eq!(rows.headers().unwrap().iter().collect::<Vec<_>>().join(","), names);
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 4);
    let payload: serde_json::Value = serde_json::from_str(&rows[0][13]).unwrap();
    assert_eq!(payload["note"], "say \"hi\", twice\nor so");
    assert_eq!(payload["access"]["token"], "[redacted]");
    // The header is printed without rows, too.
    let nothing = call(&[&arguments[..], &["--since", "2030-01-01"]].concat());
    assert_eq!(nothing.out.trim_end(), names);
}

#[tokio::test]
async fn events_outside_the_catalog_are_shown_without_payload() {
    let databases = filled().await;
    for database in &databases {
        database.sql("UPDATE domain_events SET event_type = 'Gone' WHERE position = 3");
        database.sql("UPDATE domain_events SET event_type = 'Stopped' WHERE position = 2");
    }
    check(
        &databases,
        &["--before", "4"],
        &expect![[r#"
        POSITION  OCCURRED AT (UTC)        EVENT        DATA
               1  2026-03-04 12:01:00.000  Run.Started  {"run_id":"01890a5d-ac96-774b-bcce-b302099a0001","note":"say \"hi\", twice\nor so","attempt":300,"access":{"user":"ann","token":"[redacted]"},"password":"[redacted]","started_at":"2026-03-04T12:01:00Z"}
               2  2026-03-04 12:11:00.000  Run.Stopped  {"run_id":"01890a5d-ac96-774b-bcce-b302099a0001","closed_at":"2026-03-04T12:11:00Z"}
               3  2026-03-04 12:21:00.000  Gate.Gone    (the catalog has no event `Gate.Gone`)
    "#]],
    );
    check(
        &databases,
        &["--counts"],
        &expect![[r#"
            2  Run.Closed
            2  Run.Started
            1  Gate.Closed
            1  Gate.Gone  (not in the catalog)
            6  total
        "#]],
    );
    check(
        &databases,
        &["--counts", "--format", "csv", "--event", "Run.Closed"],
        &expect![[r#"
        family,event_type,events,in_catalog
        Run,Closed,2,true
    "#]],
    );
}

#[tokio::test]
async fn control_characters_in_rows_are_escaped() {
    let database = sqlite();
    database.record_one(started(1, "\u{9b}2J")).await;
    database.sql("UPDATE domain_events SET event_type = 'x' || char(27) || '[2J'");
    check(
        &[database],
        &["--without-catalog", "--show-sensitive"],
        &expect![[r#"
        POSITION  OCCURRED AT (UTC)        EVENT                             DATA
               1  2026-03-04 12:01:00.000  Run.x\u{1b}[2J                    {"run_id":"01890a5d-ac96-774b-bcce-b302099a0001","note":"\u{9b}2J","attempt":300,"access":{"user":"ann","token":"geheim"},"password":"geheim","started_at":"2026-03-04T12:01:00Z"}
    "#]],
    );
}

#[tokio::test]
async fn a_table_without_a_limit_has_50_rows_and_a_note() {
    let database = sqlite();
    let publish = async |publishers: &crate::runs::Publishers| {
        for _ in 0..60 {
            publishers.engine.publish(started(1, "")).unwrap();
        }
    };
    database.record(publish).await;
    let (address, catalog) = (database.address(), catalog("runs.toml"));
    let called = call(&["history", &address, "--catalog", &catalog]);
    assert_eq!(called.out.lines().count(), 51);
    assert!(called.out.lines().nth(1).unwrap().starts_with("      11  "), "{}", called.out);
    assert_eq!(called.err, "note: showing the newest 50; use --limit for more\n");
    let all = call(&["history", &address, "--catalog", &catalog, "--format", "jsonl"]);
    assert_eq!((all.out.lines().count(), &*all.err), (60, ""));
}

#[tokio::test]
async fn an_empty_history_is_not_an_error() {
    let databases = both();
    for database in &databases {
        database.record(async |_| {}).await;
    }
    check(
        &databases,
        &[],
        &expect![[r#"
            note: DATABASE: no matching events
        "#]],
    );
    check(
        &databases,
        &["--counts"],
        &expect![[r#"
            0  total
        "#]],
    );
}

#[tokio::test]
async fn a_closed_pipe_causes_no_panic() {
    let database = sqlite();
    database.fill().await;
    let (address, catalog) = (database.address(), catalog("runs.toml"));
    for arguments in [
        vec!["history", &address, "--catalog", &catalog, "--format", "csv"],
        vec!["history", &address, "--catalog", &catalog, "--follow"],
        vec!["verify-store", &address, "--catalog", &catalog],
        vec!["sql", "--dialect", "sqlite", "--catalog", &catalog],
    ] {
        let mut child = command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}
