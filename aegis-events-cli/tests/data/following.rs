//! `history --follow`: new events as they come.

use crate::command::{Running, call, catalog};
use crate::database::{both, started};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn new_events_follow_until_it_is_interrupted() {
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
async fn behind_a_position_everything_follows() {
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
fn what_has_an_end_is_not_followed() {
    let called = call(&["history", "x.db", "--follow", "--until", "2026-03-04"]);
    assert_eq!(called.code, Some(2));
    assert!(
        called.err.starts_with("error: the argument '--follow' cannot be used with '--until <TIME>'"),
        "{}",
        called.err
    );
}
