//! What is read at start: the end of the log, or the whole log without a valid frontier.

use std::fs::{self, OpenOptions};
use std::path::PathBuf;

use aegis_events::audit::{
    AuditConfig, AuditError, AuditLog, Checkpoint, KeySource, Problem, PublicKey, VerifyAtStart,
};

use crate::books::{Books, Writing};

/// Nine events in three files, a checkpoint after each third: a start reads from entry 7 on.
async fn books() -> (Books, PublicKey) {
    let books = Books::of(9, 3).await;
    let key = books.key();
    assert_eq!(books.checkpoints().iter().map(Checkpoint::size).collect::<Vec<_>>(), [1, 4, 7, 10]);
    assert_eq!(read_from(&books), 7);
    (books, key)
}

fn read_from(books: &Books) -> u64 {
    AuditLog::open(books.config()).unwrap().recovery().read_from
}

fn frontier(books: &Books) -> PathBuf {
    books.path().join("frontier")
}

/// Opens a damaged log. The problem must be the one that verification finds.
fn refused(books: &Books, key: &PublicKey) -> Problem {
    let finding = books.verify(key).finding.expect("something is wrong");
    match AuditLog::open(books.config()) {
        Err(AuditError::Refused { finding: refused }) => assert_eq!(refused, finding),
        other => panic!("{other:?} although {finding}"),
    }
    finding.problem
}

/// Continues the log, which then verifies.
async fn continue_log(books: &Books, key: &PublicKey) {
    let before = books.verify(key).sealed;
    books.write(4, 2).await;
    let report = books.verify(key);
    assert_eq!((report.finding, report.sealed), (None, before + 4));
}

#[tokio::test]
async fn a_start_reads_from_the_checkpoint_before_the_last() {
    let (books, key) = books().await;
    for sealed in [12, 16, 20] {
        continue_log(&books, &key).await;
        assert_eq!(read_from(&books), sealed);
    }
    let log = AuditLog::open(books.config().with_verify_at_start(VerifyAtStart::Whole)).unwrap();
    assert_eq!((log.recovery().read_from, log.entries()), (0, 22));
}

#[tokio::test]
async fn a_log_is_read_whole_until_its_third_checkpoint() {
    let books = Books::new();
    books.write(1, 1).await;
    assert_eq!(read_from(&books), 1);
    let before = Books::new();
    drop(AuditLog::open(before.config()).unwrap());
    assert_eq!(read_from(&before), 0);
}

#[tokio::test]
async fn changes_after_the_frontier_are_refused_with_their_place() {
    let (books, key) = books().await;
    let [_, middle, last] = &books.files()[..] else { panic!("{:?}", books.files()) };
    let files = [middle.clone(), last.clone(), books.checkpoints_file()];
    let kept = files.clone().map(|path| fs::read(path).unwrap());
    let put_back = || {
        files.iter().zip(&kept).for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
        assert_eq!(read_from(&books), 7);
    };

    // It holds entries 5 to 8.
    books.change(middle, |lines| lines[3] = lines[3].replacen("alice", "mallo", 1));
    assert_eq!(refused(&books, &key), Problem::Changed { entry: 8 });
    put_back();
    books.change(last, |lines| drop(lines.pop()));
    assert_eq!(refused(&books, &key), Problem::Shortened { entries: 9, size: 10 });
    put_back();
    books.change(middle, |lines| lines.swap(2, 3));
    assert!(matches!(refused(&books, &key), Problem::OutOfPlace { .. }));
    put_back();
    fs::remove_file(last).unwrap();
    assert!(matches!(refused(&books, &key), Problem::Shortened { .. }));
    put_back();
    let checkpoints = books.checkpoints();
    let text: String = [0, 1, 2, 2].iter().map(|&at| format!("{}\n", checkpoints[at])).collect();
    fs::write(books.checkpoints_file(), text).unwrap();
    assert_eq!(refused(&books, &key), Problem::Replayed { size: 7, before: 7 });
    put_back();
}

#[tokio::test]
async fn a_missing_or_changed_file_before_the_frontier_is_refused() {
    let (books, key) = books().await;
    let first = books.files().remove(0);
    let kept = fs::read(&first).unwrap();
    fs::remove_file(&first).unwrap();
    assert!(matches!(refused(&books, &key), Problem::WrongFile { expected: 0, .. }));
    fs::write(&first, &kept).unwrap();
    books.change(&first, |lines| drop(lines.pop()));
    assert!(matches!(refused(&books, &key), Problem::WrongFile { .. }));
    fs::write(&first, &kept).unwrap();
    books.change(&first, |lines| lines[1] = lines[1].replacen("alice", "mallory", 1));
    assert_eq!(refused(&books, &key), Problem::Changed { entry: 1 });
    fs::write(&first, &kept).unwrap();
    continue_log(&books, &key).await;
}

#[tokio::test]
async fn a_shortened_file_at_the_frontier_is_refused() {
    let books = Books::of(9, 1).await;
    let key = books.key();
    let [_, middle, last] = &books.files()[..] else { panic!("{:?}", books.files()) };
    // Of the ten entries only the last one follows the frontier, in a separate file.
    assert_eq!((read_from(&books), fs::read_to_string(last).unwrap().lines().count()), (9, 1));
    books.change(middle, |lines| drop(lines.pop()));
    assert_eq!(refused(&books, &key), Problem::WrongFile { expected: 8, found: 9 });
}

#[tokio::test]
async fn verifying_finds_changes_before_the_frontier() {
    let (books, key) = books().await;
    let first = books.files().remove(0);
    books.change(&first, |lines| lines[1] = lines[1].replacen("alice", "mallo", 1));
    // The number of bytes is unchanged, so a start does not read this part.
    assert_eq!(read_from(&books), 7);
    books.write(4, 2).await;
    let finding = books.verify(&key).finding.unwrap();
    assert_eq!((finding.path, finding.line, finding.problem), (first, 2, Problem::Changed { entry: 1 }));
    assert_eq!(books.verify(&key).sealed, 1);
    match AuditLog::open(books.config().with_verify_at_start(VerifyAtStart::Whole)) {
        Err(AuditError::Refused { finding }) => assert_eq!(finding.problem, Problem::Changed { entry: 1 }),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_frontier_with_any_changed_byte_is_ignored() {
    let (books, key) = books().await;
    let good = fs::read(frontier(&books)).unwrap();
    for at in 0..good.len() {
        let mut changed = good.clone();
        changed[at] ^= 1 << (at % 8);
        fs::write(frontier(&books), changed).unwrap();
        // The log is read from its beginning, since the frontier is not the one that was written.
        let log = AuditLog::open(books.config()).unwrap();
        let from = log.recovery().read_from;
        assert_eq!((from, log.entries()), (0, 10), "byte {at} of {}", String::from_utf8_lossy(&good));
    }
    for len in 0..good.len() {
        fs::write(frontier(&books), &good[..len]).unwrap();
        assert_eq!(read_from(&books), 0);
    }
    fs::remove_file(frontier(&books)).unwrap();
    assert_eq!(read_from(&books), 0);
    continue_log(&books, &key).await;
    assert!(read_from(&books) > 0, "a new frontier is written");
}

#[tokio::test]
async fn a_frontier_of_another_log_is_ignored_and_an_old_one_used() {
    let (books, key) = books().await;
    let early = fs::read(frontier(&books)).unwrap();
    continue_log(&books, &key).await;
    fs::write(frontier(&books), &early).unwrap();
    // An older frontier is still valid.
    assert_eq!(read_from(&books), 7);
    continue_log(&books, &key).await;

    let (other, _) = self::books().await;
    fs::copy(frontier(&other), frontier(&books)).unwrap();
    assert_eq!(read_from(&books), 0);
    continue_log(&books, &key).await;
}

#[tokio::test]
async fn unsealed_entries_after_a_frontier_are_sealed() {
    let (books, key) = books().await;
    // The last checkpoint is torn: it and its entries are as a crash leaves them.
    let file = OpenOptions::new().write(true).open(books.checkpoints_file()).unwrap();
    file.set_len(file.metadata().unwrap().len() - 20).unwrap();
    let log = AuditLog::open(books.config()).unwrap();
    // No checkpoint follows the frontier, so no signature confirms the last entry that it names.
    assert_eq!((log.recovery().read_from, log.recovery().resealed), (0, 3));
    drop(log);

    // One more entry, and none after it.
    continue_log(&books, &key).await;
    let (notes, then) = (fs::read(books.checkpoints_file()).unwrap(), fs::read(frontier(&books)).unwrap());
    books.write(1, 1).await;
    fs::write(books.checkpoints_file(), notes).unwrap();
    fs::write(frontier(&books), then).unwrap();
    let log = AuditLog::open(books.config()).unwrap();
    assert_eq!((log.recovery().read_from, log.recovery().resealed, log.entries()), (12, 1, 15));
    drop(log);
    continue_log(&books, &key).await;
}

#[tokio::test]
async fn a_rotation_and_the_next_start_read_everything() {
    let (books, old) = books().await;
    let source = |name: &str| KeySource::File(books.path().with_extension(name));
    let config = || -> AuditConfig { books.config().with_key(source("new")).with_previous_key(source("key")) };
    let log = AuditLog::open(config()).unwrap();
    assert_eq!((log.recovery().rotated, log.recovery().read_from), (true, 0));
    drop(log);
    let log = AuditLog::open(config()).unwrap();
    assert_eq!((log.recovery().rotated, log.recovery().read_from), (false, 0));
    let new = log.public_key().clone();
    let writing = Writing::of(log);
    for n in 0..3 {
        writing.publish(n);
        writing.log.seal().await.unwrap();
    }
    writing.end().await;
    assert_eq!(AuditLog::open(config()).unwrap().recovery().read_from, 13);
    for key in [&old, &new] {
        assert_eq!((books.verify(key).finding, books.verify(key).sealed), (None, 14));
    }
    // The old key gets the error of a rotation, although the frontier is of the new key.
    let error = AuditLog::open(books.config()).unwrap_err();
    assert!(matches!(error, AuditError::OtherKey { .. }), "{error}");
}
