//! Processes that are killed while they write, and the torn ends of their files.

use std::fs::{self, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use aegis_events::audit::{AuditConfig, AuditLog, VerifyAtStart};

use crate::books::{Books, Writing};

/// How many processes are killed, one after the other, on one log.
const ROUNDS: u32 = 20;
/// The environment variable with the child's folder. Without it, the child's test does nothing.
const LOG: &str = "AEGIS_EVENTS_TEST_AUDIT_LOG";

fn torn_files(books: &Books) -> Vec<PathBuf> {
    let files = fs::read_dir(books.path()).unwrap().map(|file| file.unwrap().path());
    files.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("torn-")).collect()
}

fn append(path: PathBuf, bytes: &[u8]) {
    OpenOptions::new().append(true).open(path).unwrap().write_all(bytes).unwrap();
}

#[tokio::test]
async fn a_torn_entry_is_moved_and_the_log_continues() {
    let books = Books::of(3, 3).await;
    let key = books.key();
    let torn = books.lines()[3].as_bytes()[..200].to_vec();
    append(books.files().pop().unwrap(), &torn);
    let report = books.verify(&key);
    assert_eq!((report.finding, report.sealed), (None, 4));
    assert_eq!((report.torn_entry_bytes, report.torn_checkpoint_bytes), (200, 0));

    let log = AuditLog::open(books.config()).unwrap();
    assert_eq!((log.recovery().torn_bytes, log.entries()), (200, 4));
    let kept = torn_files(&books);
    assert_eq!(kept.iter().map(|path| fs::read(path).unwrap()).collect::<Vec<_>>(), [torn]);
    let writing = Writing::of(log);
    writing.publish(3);
    writing.end().await;
    let report = books.verify(&key);
    assert_eq!((report.finding, report.sealed), (None, 5));
    assert_eq!((report.torn_entry_bytes, report.torn_checkpoint_bytes), (0, 0));
}

#[tokio::test]
async fn a_torn_checkpoint_is_moved_and_its_entries_are_resealed() {
    let books = Books::of(3, 3).await;
    let key = books.key();
    let file = books.checkpoints_file();
    let len = fs::metadata(&file).unwrap().len();
    OpenOptions::new().write(true).open(&file).unwrap().set_len(len - 20).unwrap();
    let report = books.verify(&key);
    assert_eq!((report.finding.as_ref(), report.sealed, report.unsealed()), (None, 1, 3));
    assert!(report.torn_checkpoint_bytes > 0);
    let log = AuditLog::open(books.config()).unwrap();
    assert_eq!(log.recovery().resealed, 3);
    drop(log);
    assert_eq!((books.verify(&key).finding, books.verify(&key).sealed), (None, 4));
    assert_eq!(torn_files(&books).len(), 1);
}

#[tokio::test]
async fn zeros_left_by_a_power_failure_are_moved() {
    let books = Books::of(3, 3).await;
    let key = books.key();
    let begun = books.lines()[3].as_bytes()[..200].to_vec();
    append(books.files().pop().unwrap(), &[&*begun, &[0; 1_000]].concat());
    append(books.checkpoints_file(), &[0; 100]);
    let report = books.verify(&key);
    assert_eq!((report.finding, report.sealed), (None, 4));
    assert_eq!((report.torn_entry_bytes, report.torn_checkpoint_bytes), (1_200, 100));
    books.write(1, 1).await;
    let report = books.verify(&key);
    assert_eq!((report.finding, report.sealed), (None, 5));
    assert_eq!((report.torn_entry_bytes, report.torn_checkpoint_bytes), (0, 0));
    assert_eq!(torn_files(&books).len(), 2);
}

#[tokio::test]
async fn a_torn_first_entry_starts_the_log_again() {
    let books = Books::new();
    fs::create_dir(books.path()).unwrap();
    fs::write(books.path().join("entries-00000000000000000000.jsonl"), "{\"index\":0,\"pr").unwrap();
    let log = AuditLog::open(books.config()).unwrap();
    assert_eq!((log.entries(), log.recovery().torn_bytes), (1, 14));
}

#[tokio::test]
async fn an_empty_file_left_by_a_crash_is_reused() {
    let books = Books::of(3, 3).await;
    let key = books.key();
    fs::write(books.path().join("entries-00000000000000000004.jsonl"), "").unwrap();
    books.write(1, 1).await;
    assert_eq!((books.verify(&key).finding, books.verify(&key).sealed), (None, 5));
    assert!(fs::metadata(books.files().pop().unwrap()).unwrap().len() > 0);
}

#[tokio::test]
async fn sealed_entries_survive_twenty_killed_processes() {
    let books = Books::new();
    let key = books.key();
    let (mut reported, mut random) = (0, numbers(7));
    for _ in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["crashing::child_that_writes_until_it_is_killed", "--exact", "--nocapture", "--test-threads=1"])
            .env(LOG, books.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let wanted = random() % 12 + 1;
        let sealed = lines.filter_map(|line| line.rsplit_once("sealed ")?.1.parse::<u64>().ok());
        let last = sealed.take(wanted as usize).last().expect("the process ended by itself");
        thread::sleep(Duration::from_micros(u64::from(random()) % 3_000));
        // `kill -9`.
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(last >= reported);
        reported = last;
        let report = books.verify(&key);
        assert_eq!(report.finding, None);
        assert!(report.sealed >= reported, "{} sealed, {reported} reported as sealed", report.sealed);
    }
    let log = AuditLog::open(books.config()).unwrap();
    assert!(log.entries() >= reported);
    let entries = log.entries();
    drop(log);
    let whole = AuditLog::open(books.config().with_verify_at_start(VerifyAtStart::Whole)).unwrap();
    assert_eq!((whole.entries(), whole.recovery().read_from), (entries, 0));
    drop(whole);
    assert_eq!((books.verify(&key).finding, books.verify(&key).unsealed()), (None, 0));
}

/// Pseudorandom numbers that are the same in each run.
fn numbers(seed: u32) -> impl FnMut() -> u32 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 16
    }
}

/// Runs only as a child of the test above.
#[tokio::test]
async fn child_that_writes_until_it_is_killed() {
    let Ok(folder) = std::env::var(LOG) else { return };
    let config = AuditConfig::new(folder).with_seal_every_entries(7).unwrap().with_max_file_size(20_000).unwrap();
    let config = config.on_checkpoint(|checkpoint| println!("sealed {}", checkpoint.size()));
    let writing = Writing::of(AuditLog::open(config).unwrap());
    for n in 0.. {
        writing.publishers.gate.publish_wait(crate::books::asked(n)).await.unwrap();
        // Many checkpoints in a small log, with unsealed entries between them.
        if n % 11 == 0 {
            writing.log.seal().await.unwrap();
        }
    }
}
