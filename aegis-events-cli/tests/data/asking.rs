//! `history`: filters and order.

use crate::command::{call, catalog};
use crate::database::{Database, both, run_id};

/// The positions in the output.
fn positions(database: &Database, arguments: &[&str]) -> Vec<u64> {
    let (address, catalog) = (database.address(), catalog("runs.toml"));
    let called = call(&[&["history", &address, "--format", "jsonl", "--catalog", &catalog], arguments].concat());
    assert_eq!(called.code, Some(0), "{arguments:?}: {}", called.err);
    let position = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["position"].as_u64().unwrap();
    called.out.lines().map(position).collect()
}

#[tokio::test]
async fn filters_combine() {
    for database in both() {
        database.fill().await;
        database.sql("UPDATE domain_events SET event_type = 'Stopped' WHERE position = 2");
        let run = format!("run_id={}", run_id(1));
        let cases: &[(&[&str], &[u64])] = &[
            (&[], &[1, 2, 3, 4, 5, 6]),
            (&["--family", "Run"], &[1, 2, 4, 5]),
            (&["--family", "Gate", "--event", "Started"], &[1, 3, 4, 6]),
            (&["--event", "Run.Closed"], &[2, 5]),
            // Former names match.
            (&["--event", "Stopped"], &[2, 5]),
            (&["--key", &run], &[1, 2]),
            (&["--key", &run, "--family", "Run", "--event", "Gate.Closed"], &[1, 2]),
            (&["--key", "shard=2"], &[6]),
            (&["--since", "2026-03-04T12:11:00Z", "--until", "2026-03-04T13:22:00+01:00"], &[2, 3, 5]),
            (&["--since", "2026-03-05"], &[]),
            (&["--until", "2026-03-05"], &[1, 2, 3, 4, 5, 6]),
            (&["--after", "2", "--before", "5"], &[3, 4]),
            (&["--before", "0"], &[]),
            (&["--limit", "2"], &[5, 6]),
            (&["--limit", "0"], &[]),
            (&["--limit", "2", "--after", "1"], &[2, 3]),
            (&["--backward"], &[6, 5, 4, 3, 2, 1]),
            (&["--backward", "--limit", "2", "--family", "Run"], &[5, 4]),
            (&["--backward", "--after", "1", "--limit", "2"], &[6, 5]),
            (&["--limit", "1", "--family", "Run", "--until", "2026-03-04T12:11:30Z"], &[4]),
        ];
        for (arguments, expected) in cases {
            assert_eq!(positions(&database, arguments), *expected, "{arguments:?}");
        }
    }
}

#[tokio::test]
async fn an_event_and_its_consequences_are_found_by_id() {
    for database in both() {
        database.fill().await;
        let first = call(&[
            "history",
            &database.address(),
            "--format",
            "jsonl",
            "--without-catalog",
            "--after",
            "0",
            "--limit",
            "1",
        ]);
        let first: serde_json::Value = serde_json::from_str(&first.out).unwrap();
        let id = first["event_id"].as_str().unwrap();
        assert_eq!(first["withheld"], "the sensitive fields are unknown without a catalog");
        assert_eq!(positions(&database, &["--id", id]), [1]);
        assert_eq!(positions(&database, &["--correlation", id]), [1, 2]);
    }
}

#[tokio::test]
async fn without_a_catalog_names_are_those_of_the_rows() {
    for database in both() {
        database.fill().await;
        database.sql("UPDATE domain_events SET event_type = 'Gone' WHERE position = 3");
        let (address, run) = (database.address(), format!("run_id={}", run_id(2)));
        for (filter, expected) in [
            (["--event", "Gone"], 1),
            (["--event", "Gate.Closed"], 1),
            (["--family", "Gate"], 2),
            (["--key", run.as_str()], 2),
            (["--key", "shard=2"], 1),
        ] {
            let called = call(&[&["history", &address, "--without-catalog", "--format", "csv"][..], &filter].concat());
            assert_eq!(
                (called.code, called.out.lines().count()),
                (Some(0), expected + 1),
                "{filter:?}: {}",
                called.err
            );
        }
    }
}

#[tokio::test]
async fn the_address_can_come_from_the_environment() {
    for database in both() {
        database.fill().await;
        let mut command = crate::command::command(&["history", "--without-catalog", "--counts"]);
        let called = crate::command::called(command.env("AEGIS_EVENTS_RECORDER_URL", database.url()).output().unwrap());
        assert_eq!(called.out, "2  Gate.Closed\n2  Run.Closed\n2  Run.Started\n6  total\n");
    }
}
