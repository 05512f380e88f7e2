//! Writing and sealing.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aegis_events::audit::{AuditError, AuditLog, Checkpoint};
use aegis_events::testing::{TestBus, TestClock};
use serde_json::Value;

use crate::books::{Books, DEADLINE, Writing, asked, with_help};
use crate::job::Asked;
use crate::{Audited, subscribers};

#[tokio::test]
async fn every_event_is_a_line_in_order_and_sealed_at_the_end() {
    let books = Books::new();
    let writing = books.start();
    let receipts: Vec<_> = (0..20).map(|n| writing.publish(n)).collect();
    let state = writing.end().await;
    assert_eq!((state.entries, state.sealed, state.ended), (21, 21, true));
    assert_eq!((state.written_through.get(), state.sealed_through.get()), (20, 20));

    let lines: Vec<Value> = books.lines().iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["entry"], "opened");
    for (n, (line, receipt)) in lines[1..].iter().zip(&receipts).enumerate() {
        assert_eq!(line["index"], n + 1);
        assert_eq!(line["event_id"], receipt.id.to_string());
        assert_eq!(line["sequence"], receipt.sequence.get());
        assert_eq!(
            (&line["family"], &line["event_type"], &line["version"]),
            (&"Job".into(), &"Asked".into(), &1.into())
        );
        assert_eq!((&line["catalog"], &line["publisher"]), (&"audited".into(), &"Gate".into()));
        assert_eq!(line["payload"]["n"], n);
    }
    let report = books.verify(&books.key());
    assert_eq!((report.finding, report.sealed, report.entries), (None, 21, 21));
}

#[tokio::test]
async fn a_log_continues_where_it_ended_over_many_files() {
    let books = Books::of(15, 4).await;
    books.write(15, 4).await;
    assert!(books.files().len() > 3, "{:?}", books.files());
    let report = books.verify(&books.key());
    assert_eq!((report.finding, report.sealed, report.entries), (None, 31, 31));
}

#[tokio::test(start_paused = true)]
async fn unsealed_entries_are_sealed_when_no_event_arrives() {
    let books = Books::new();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let config = books.config().with_seal_when_idle(std::time::Duration::from_millis(500)).unwrap().on_checkpoint({
        let seen = Arc::clone(&seen);
        move |checkpoint: &Checkpoint| seen.lock().unwrap().push(checkpoint.clone())
    });
    let writing = Writing::of(AuditLog::open(config).unwrap());
    writing.publish(0);
    while writing.log.state().entries < 2 {
        tokio::task::yield_now().await;
    }
    assert!(writing.log.state().unsealed_since.is_some());
    while writing.log.state().sealed < 2 {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(writing.log.state().unsealed_since, None);
    assert_eq!(seen.lock().unwrap().last(), books.checkpoints().last());
    writing.end().await;
    // Without new entries, nothing is sealed.
    assert_eq!(books.checkpoints().iter().map(Checkpoint::size).collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test]
async fn the_checkpoints_of_a_start_are_reported() {
    let books = Books::new();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let config = books.config().on_checkpoint({
        let seen = Arc::clone(&seen);
        move |checkpoint: &Checkpoint| seen.lock().unwrap().push(checkpoint.clone())
    });
    let log = AuditLog::open(config.clone()).unwrap();
    assert_eq!(*seen.lock().unwrap(), books.checkpoints());
    drop(log);
    // No new checkpoint is reported, but the last one is known.
    let writing = Writing::of(AuditLog::open(config).unwrap());
    assert_eq!(seen.lock().unwrap().len(), 1);
    assert_eq!(writing.log.state().last_checkpoint, books.checkpoints().pop());
    writing.end().await;
}

#[tokio::test]
async fn a_requested_checkpoint_is_written_under_load() {
    /// Far more than are pending at any time: without the request they would all be written first.
    const MANY: u64 = 200_000;
    let books = Books::new();
    let config = books.config().with_seal_every_entries(10_000_000).unwrap().with_max_file_size(1 << 30).unwrap();
    let writing = Writing::of(AuditLog::open(config).unwrap());
    let gate = writing.publishers.gate.clone();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let publishing = tokio::spawn(async move {
        let mut published = 0;
        while stopped.is_empty() && published < MANY {
            gate.publish_wait(asked(published)).await.unwrap();
            published += 1;
        }
        published
    });
    while writing.log.state().entries < 2 {
        tokio::task::yield_now().await;
    }
    writing.log.seal().await.unwrap();
    stop.send(()).unwrap();
    let published = publishing.await.unwrap();
    assert!(published < MANY, "the checkpoint was written only after all events");
    assert_eq!(writing.end().await.sealed, published + 1);
}

#[tokio::test]
async fn an_event_too_long_for_a_line_is_an_entry_without_payload() {
    let books = Books::new();
    let writing = books.start();
    let note = "x".repeat(64 << 20);
    writing.publishers.gate.publish(Asked { note, ..asked(0) }).unwrap();
    writing.end().await;
    let report = books.verify(&books.key());
    assert_eq!((report.finding, report.sealed), (None, 2));
    let line: Value = serde_json::from_str(&books.lines()[1]).unwrap();
    assert_eq!(line["payload"], Value::Null);
    assert_eq!(line["problem"], "the payload makes the line longer than 64 MiB");
}

#[tokio::test]
async fn enough_entries_are_sealed_at_once() {
    let books = Books::new();
    let writing = Writing::of(AuditLog::open(books.config().with_seal_every_entries(1).unwrap()).unwrap());
    writing.publish(0);
    while writing.log.state().sealed < 2 {
        tokio::task::yield_now().await;
    }
    writing.end().await;
}

#[tokio::test]
async fn only_one_process_writes_a_log() {
    let books = Books::of(1, 1).await;
    let _log = AuditLog::open(books.config()).unwrap();
    let error = AuditLog::open(books.config()).unwrap_err();
    assert!(matches!(error, AuditError::InUse { .. }));
    assert_eq!(
        with_help(&error),
        format!(
            "another process writes the audit log in `{}`\n  help: stop that process, or give this one another folder",
            books.path().display()
        )
    );
}

#[tokio::test]
async fn a_panicking_callback_does_not_stop_the_log() {
    let books = Books::new();
    let config = books.config().on_checkpoint(|_| panic!("in a test"));
    let writing = Writing::of(AuditLog::open(config).unwrap());
    writing.publish(0);
    assert_eq!(writing.end().await.sealed, 2);
}

#[tokio::test]
async fn a_clock_set_back_changes_neither_order_nor_seals() {
    let (books, hosts) = (Books::new(), TestBus::<Audited>::new());
    let log = AuditLog::open(books.config()).unwrap();
    let key = log.public_key().clone();
    let log = log.run::<subscribers::Auditor>(hosts.bus());
    let mut ids = Vec::new();
    for n in 0..6 {
        let back = Duration::from_secs(3_600) * n;
        hosts.clock().set(TestClock::START - back);
        ids.push(hosts.publishers().gate.publish(asked(n.into())).unwrap().id.to_string());
        log.seal().await.unwrap();
    }
    hosts.bus().shutdown(DEADLINE).await;
    log.ended().await;
    let lines: Vec<Value> = books.lines().iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let written: Vec<_> = lines[1..].iter().map(|line| line["event_id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(written, ids);
    assert!(lines[1]["published_at"].as_str() > lines[6]["published_at"].as_str(), "the clock was set back");
    assert_eq!((books.verify(&key).finding, books.verify(&key).sealed), (None, 7));
    books.write(2, 1).await;
    assert_eq!((books.verify(&key).finding, books.verify(&key).sealed), (None, 9));
}
