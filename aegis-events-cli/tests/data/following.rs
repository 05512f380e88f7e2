//! `history --follow`: new events.

use crate::command::{Running, call, catalog};
use crate::database::{both, started};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn follow_shows_new_events_until_interrupted() {
    for database in both() {
        database.fill().await;
        let (address, catalog) = (database.address(), catalog("runs.toml"));
        let arguments = [
            "history",
            &address,
            "--catalog",
            &catalog,
            "--format",
            "jsonl",
            "--limit",
            "1",
            "--event",
            "Started",
            "--follow",
        ];
        let mut running = Running::start(&arguments);
        assert_eq!(running.json()["position"], 4);
        for position in [7, 8] {
            database.record_one(started(3, "new")).await;
            let event = running.json();
            assert_eq!((&event["position"], &event["event_data"]["note"]), (&position.into(), &"new".into()));
            assert_eq!(event["event_data"]["password"], "[redacted]");
        }
        let called = running.interrupt();
        assert_eq!((called.code, &*called.out, &*called.err), (Some(0), "", ""));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn after_a_position_all_later_events_are_shown() {
    for database in both() {
        database.fill().await;
        let (address, catalog) = (database.address(), catalog("runs.toml"));
        let arguments = [
            "history",
            &address,
            "--catalog",
            &catalog,
            "--format",
            "jsonl",
            "--after",
            "1",
            "--limit",
            "2",
            "--follow",
        ];
        let mut running = Running::start(&arguments);
        for position in 2..=6 {
            assert_eq!(running.json()["position"], position);
        }
        assert_eq!(running.interrupt().code, Some(0));
    }
}

#[test]
fn follow_conflicts_with_bounded_ranges() {
    let called = call(&["history", "x.db", "--follow", "--until", "2026-03-04"]);
    assert_eq!(called.code, Some(2));
    assert!(
        called.err.starts_with("error: the argument '--follow' cannot be used with '--until <TIME>'"),
        "{}",
        called.err
    );
}
