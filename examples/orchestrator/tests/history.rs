//! Successive runs in one database: the history continues, and the report is the same on SQLite and PostgreSQL.

#![expect(clippy::unwrap_used, reason = "in tests a panic is the message")]

use std::collections::BTreeSet;
use std::fs;

use aegis_events_test_servers::Postgres;
use orchestrator::{Address, DatabaseUrl, Settings, Summary, run};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

fn postgres() -> Address {
    let database = Postgres::shared().create_database();
    Address::try_from(database.url.parse::<DatabaseUrl>().unwrap()).unwrap()
}

fn sqlite(store: &TempDir) -> Address {
    Address::of_file(&store.path().join("events.db")).unwrap()
}

async fn run_into(database: Address) -> Summary {
    run_as("local", database).await
}

async fn run_as(node_id: &str, database: Address) -> Summary {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("poem.txt"), "the first line\nand the second, which is longer\n").unwrap();
    let audit = tempfile::tempdir().unwrap();
    let mut settings = Settings::quiet(folder.path(), database, audit.path().join("audit")).unwrap();
    settings.bus = settings.bus.with_node_id(node_id).unwrap();
    let summary = run(settings, CancellationToken::new()).await.unwrap();
    assert_eq!(summary.problem, None);
    summary
}

/// Two runs, and what holds on every database.
async fn check_two_runs(database: Address) -> [Summary; 2] {
    let (first, second) = (run_into(database.clone()).await, run_into(database).await);
    let (old, new) = (&first.history, &second.history);

    assert_eq!((old.runs, old.events, old.positions), (1, first.published, Some((1, first.published))));
    let all = first.published + second.published;
    assert_eq!((new.runs, new.events, new.events_of_this_run), (2, all, second.published));
    // Positions without gaps: no duplicates, nothing missing.
    assert_eq!(new.positions, Some((first.published + 1, all)));
    assert_eq!(second.unseen, Vec::new());

    // Each volume is counted once over both runs.
    let created = |summary: &Summary| summary.subscriber("accountant").unwrap().delivered;
    assert_eq!(second.account.volumes, created(&first) + created(&second));
    assert_eq!((second.account.state.position.get(), second.account.state.parked), (all, 0));

    for line in &new.executions {
        assert_eq!((line.rows, line.events), (2, 2), "{line:?}");
    }
    check_timeline(&second);
    let types: BTreeSet<_> = new.last_volume_events.iter().map(|row| row[0].as_str()).collect();
    assert!(new.last_volume_events.len() == 10 && types.iter().all(|name| name.starts_with("Volume")), "{types:?}");
    let times: Vec<_> = new.last_volume_events.iter().map(|row| &row[2]).collect();
    assert!(times.is_sorted_by(|earlier, later| earlier >= later), "{times:?}");
    assert_eq!(new.outboxed, 0);
    assert_eq!((new.recorder.dead_letters, new.recorder.retries, new.recorder.queue_depth), (0, 0, 0));
    [first, second]
}

/// The timeline has the execution's events in order of positions, as many as the client received live.
fn check_timeline(summary: &Summary) {
    let timeline = summary.history.timeline.as_ref().unwrap();
    assert_eq!(timeline.execution_id, summary.executions[0].execution_id);
    assert_eq!(Some(timeline.events), summary.followed.map(|followed| followed.events));
    let lines = &timeline.lines;
    assert!(lines.iter().all(|line| line.positions.0 <= line.positions.1));
    assert!(lines.is_sorted_by(|earlier, later| earlier.positions.1 < later.positions.0), "{lines:?}");
    let place = |event_type| lines.iter().position(|line| line.event_type == event_type);
    assert!(place("ExecutionStarted").unwrap() < place("ExecutionCompleted").unwrap());
}

/// The section of the report, without its numbers, times and ids.
fn shape(summary: &Summary) -> Vec<String> {
    let section = summary.history.to_string();
    let lines = section.lines().skip(1);
    let titles = lines.filter(|line| line.starts_with(['│', '╞', 'S', 'W', 'e', 'r']) && !line.contains("01"));
    let letters = |line: &str| line.chars().filter(|c| c.is_alphabetic()).collect::<String>();
    titles.map(letters).filter(|line| !line.is_empty()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_run_continues_in_sqlite() {
    let store = tempfile::tempdir().unwrap();
    let [_, second] = check_two_runs(sqlite(&store)).await;
    assert_eq!(second.history.place, format!("SQLite in {}", store.path().join("events.db").display()));
    let wide = second.history.to_string().lines().filter(|line| line.chars().count() > 100).count();
    assert_eq!(wide, 0, "{}", second.history);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_run_continues_in_postgresql() {
    // The report has the same form as on SQLite.
    let store = tempfile::tempdir().unwrap();
    let [_, second] = check_two_runs(postgres()).await;
    assert!(second.history.place.starts_with("PostgreSQL at "), "{}", second.history.place);
    assert_eq!(shape(&second), shape(&check_two_runs(sqlite(&store)).await[1]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_write_one_history_at_once() {
    // Each receives its own events.
    let database = postgres();
    let (one, other) = tokio::join!(run_as("one", database.clone()), run_as("other", database.clone()));
    // One reaper works for both nodes. The bus of the other node does not receive its events.
    let of_reaper = [("Volume", "VolumeExpired")];
    assert!([&one, &other].iter().all(|summary| summary.unseen.iter().all(|unseen| of_reaper.contains(unseen))));
    assert_eq!(one.volumes.reaper.expired + other.volumes.reaper.expired, 2);
    let others_events = |summary: &Summary| summary.stream.as_ref().unwrap().received.as_ref().unwrap().of_others;
    assert!(others_events(&one) + others_events(&other) > 0);
    let third = run_into(database).await;
    let all = one.published + other.published + third.published;
    assert_eq!((third.history.runs, third.history.events), (3, all));
    assert_eq!(third.history.positions, Some((one.published + other.published + 1, all)));
    assert_eq!((third.volumes.reaper.expired, third.volumes.expired), (1, 3));
    let created = |summary: &Summary| summary.subscriber("accountant").unwrap().delivered;
    assert_eq!(third.account.volumes, created(&one) + created(&other) + created(&third));
}
