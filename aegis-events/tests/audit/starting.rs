//! What a start reads and what it notices: the end of the log always, and all of it where its frontier is not good.

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

/// Opens a log that is not good; the problem must be the one that verifying finds.
fn refused(books: &Books, key: &PublicKey) -> Problem {
    let finding = books.verify(key).finding.expect("something is wrong");
    match AuditLog::open(books.config()) {
        Err(AuditError::Refused { finding: refused }) => assert_eq!(refused, finding),
        other => panic!("{other:?} although {finding}"),
    }
    finding.problem
}

/// Writes on, and all of it is good.
async fn goes_on(books: &Books, key: &PublicKey) {
    let before = books.verify(key).sealed;
    books.write(4, 2).await;
    let report = books.verify(key);
    assert_eq!((report.finding, report.sealed), (None, before + 4));
}

#[tokio::test]
async fn a_start_reads_from_the_checkpoint_before_the_last_on_and_the_log_goes_on() {
    let (books, key) = books().await;
    for sealed in [12, 16, 20] {
        goes_on(&books, &key).await;
        assert_eq!(read_from(&books), sealed);
    }
    let log = AuditLog::open(books.config().with_verify_at_start(VerifyAtStart::Whole)).unwrap();
    assert_eq!((log.recovery().read_from, log.entries()), (0, 22));
}

#[tokio::test]
async fn a_new_log_is_read_from_its_beginning_until_it_has_three_checkpoints() {
    let books = Books::new();
    books.write(1, 1).await;
    assert_eq!(read_from(&books), 1);
    let before = Books::new();
    drop(AuditLog::open(before.config()).unwrap());
    assert_eq!(read_from(&before), 0);
}

#[tokio::test]
async fn whatever_is_changed_behind_the_frontier_is_refused_with_its_place() {
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
async fn a_file_before_the_frontier_that_is_missing_or_of_another_length_is_refused_with_its_place() {
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
    goes_on(&books, &key).await;
}

#[tokio::test]
async fn the_file_at_whose_end_the_frontier_is_is_refused_with_its_place_where_it_is_shorter() {
    let books = Books::of(9, 1).await;
    let key = books.key();
    let [_, middle, last] = &books.files()[..] else { panic!("{:?}", books.files()) };
    // Of the ten entries only the last one is behind the frontier, in a file of its own.
    assert_eq!((read_from(&books), fs::read_to_string(last).unwrap().lines().count()), (9, 1));
    books.change(middle, |lines| drop(lines.pop()));
    assert_eq!(refused(&books, &key), Problem::WrongFile { expected: 8, found: 9 });
}

#[tokio::test]
async fn what_is_changed_before_the_frontier_is_found_by_verifying_also_when_the_log_has_gone_on() {
    let (books, key) = books().await;
    let first = books.files().remove(0);
    books.change(&first, |lines| lines[1] = lines[1].replacen("alice", "mallo", 1));
    // The same number of bytes: this start does not look there.
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
async fn no_byte_of_the_frontier_can_do_harm() {
    let (books, key) = books().await;
    let good = fs::read(frontier(&books)).unwrap();
    for at in 0..good.len() {
        let mut changed = good.clone();
        changed[at] ^= 1 << (at % 8);
        fs::write(frontier(&books), changed).unwrap();
        // From its beginning, since the frontier is not the one that was sealed.
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
    goes_on(&books, &key).await;
    assert!(read_from(&books) > 0, "it is there again");
}

#[tokio::test]
async fn the_frontier_of_another_log_or_of_an_earlier_time_does_no_harm() {
    let (books, key) = books().await;
    let early = fs::read(frontier(&books)).unwrap();
    goes_on(&books, &key).await;
    fs::write(frontier(&books), &early).unwrap();
    // It is as good as it was: more is read.
    assert_eq!(read_from(&books), 7);
    goes_on(&books, &key).await;

    let (other, _) = self::books().await;
    fs::copy(frontier(&other), frontier(&books)).unwrap();
    assert_eq!(read_from(&books), 0);
    goes_on(&books, &key).await;
}

#[tokio::test]
async fn entries_that_nothing_seals_are_read_and_sealed_behind_a_frontier_too() {
    let (books, key) = books().await;
    // The last checkpoint is torn: it and its entries are as a crash leaves them.
    let file = OpenOptions::new().write(true).open(books.checkpoints_file()).unwrap();
    file.set_len(file.metadata().unwrap().len() - 20).unwrap();
    let log = AuditLog::open(books.config()).unwrap();
    // Nothing is sealed behind the frontier, so that nothing says that its last entry is the one that it names.
    assert_eq!((log.recovery().read_from, log.recovery().resealed), (0, 3));
    drop(log);

    // One more entry, and nothing behind it.
    goes_on(&books, &key).await;
    let (notes, then) = (fs::read(books.checkpoints_file()).unwrap(), fs::read(frontier(&books)).unwrap());
    books.write(1, 1).await;
    fs::write(books.checkpoints_file(), notes).unwrap();
    fs::write(frontier(&books), then).unwrap();
    let log = AuditLog::open(books.config()).unwrap();
    assert_eq!((log.recovery().read_from, log.recovery().resealed, log.entries()), (12, 1, 15));
    drop(log);
    goes_on(&books, &key).await;
}

#[tokio::test]
async fn a_handing_over_reads_everything_and_so_does_the_start_after_it() {
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
        assert!(writing.log.seal().await);
    }
    writing.end().await;
    assert_eq!(AuditLog::open(config()).unwrap().recovery().read_from, 13);
    for key in [&old, &new] {
        assert_eq!((books.verify(key).finding, books.verify(key).sealed), (None, 14));
    }
    // The old key is told that it has handed over, though the frontier is not its.
    let error = AuditLog::open(books.config()).unwrap_err();
    assert!(matches!(error, AuditError::OtherKey { .. }), "{error}");
}
