//! Every change of a log is found, with its place.

use std::fs::{self, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;

use aegis_events::audit::{AuditError, AuditLog, Checkpoint, Problem, PublicKey, VerifyAtStart, VerifyReport, verify};

use crate::books::Books;

/// Nine events in three files, a checkpoint after each third.
async fn books() -> (Books, PublicKey) {
    let books = Books::of(9, 3).await;
    let key = books.key();
    assert_eq!(books.checkpoints().iter().map(Checkpoint::size).collect::<Vec<_>>(), [1, 4, 7, 10]);
    let report = books.verify(&key);
    assert_eq!((report.finding.as_ref(), report.sealed, report.unsealed()), (None, 10, 0));
    (books, key)
}

/// Five events in two files, with two checkpoints.
async fn small_books() -> (Books, PublicKey) {
    let books = Books::of(5, 5).await;
    let key = books.key();
    assert_eq!((books.files().len(), books.verify(&key).sealed), (2, 6));
    (books, key)
}

fn problem(books: &Books, key: &PublicKey) -> Problem {
    let report = books.verify(key);
    let finding = report.finding.expect("something is wrong");
    // A changed log is not continued either.
    match AuditLog::open(books.config().with_verify_at_start(VerifyAtStart::Whole)) {
        Err(AuditError::Refused { finding: refused }) => assert_eq!(refused, finding),
        other => panic!("{other:?} although {finding}"),
    }
    finding.problem
}

/// Whether verification shows a change.
fn is_found(report: &VerifyReport) -> bool {
    report.finding.is_some() || report.sealed < 6
}

fn each_flip(path: &Path, mut check: impl FnMut(usize, u8)) {
    let bytes = fs::read(path).unwrap();
    // In place: after a file is truncated and rewritten, the file system waits for the disk.
    let put = |at: usize, byte: u8| {
        let mut file = OpenOptions::new().write(true).open(path).unwrap();
        file.seek(SeekFrom::Start(at as u64)).unwrap();
        file.write_all(&[byte]).unwrap();
    };
    for (at, &byte) in bytes.iter().enumerate() {
        // One bit, a different one in each byte; and a newline.
        for changed in [byte ^ 1 << (at % 8), b'\n'] {
            if changed != byte {
                put(at, changed);
                check(at, changed);
            }
        }
        put(at, byte);
    }
}

#[tokio::test]
async fn every_changed_byte_of_the_entries_is_found() {
    let (books, key) = small_books().await;
    for file in books.files() {
        each_flip(&file, |at, flip| {
            let report = books.verify(&key);
            let finding = report.finding.unwrap_or_else(|| panic!("byte {at} of {file:?}, {flip:#x}"));
            assert!(report.sealed < 6, "{finding}");
        });
    }
    assert!(books.verify(&key).is_good());
}

#[tokio::test]
async fn every_changed_byte_of_the_checkpoints_is_found() {
    let (books, key) = books().await;
    each_flip(&books.checkpoints_file(), |at, flip| {
        let report = books.verify(&key);
        assert!(report.finding.is_some(), "byte {at}, {flip:#x}: {report:?}");
    });
    assert!(books.verify(&key).is_good());
}

#[tokio::test]
async fn every_truncation_of_a_file_is_found() {
    let (books, key) = small_books().await;
    let files = books.files().into_iter().chain([books.checkpoints_file()]);
    for file in files {
        let bytes = fs::read(&file).unwrap();
        for len in (0..bytes.len()).rev() {
            OpenOptions::new().write(true).open(&file).unwrap().set_len(len as u64).unwrap();
            assert!(is_found(&books.verify(&key)), "{len} of {} bytes of {file:?}", bytes.len());
        }
        fs::write(&file, bytes).unwrap();
    }
}

#[tokio::test]
async fn a_changed_entry_is_named() {
    let (books, key) = books().await;
    let file = &books.files()[0];
    books.change(file, |lines| lines[2] = lines[2].replace("alice", "mallo"));
    assert_eq!(problem(&books, &key), Problem::Changed { entry: 2 });
    assert_eq!(books.verify(&key).finding.unwrap().line, 3);
    assert_eq!(books.verify(&key).sealed, 1);
}

#[tokio::test]
async fn a_changed_last_entry_of_a_file_is_reported_in_that_file() {
    let (books, key) = small_books().await;
    let first = books.files().remove(0);
    let mut last = 0;
    books.change(&first, |lines| {
        last = lines.len();
        lines[last - 1] = lines[last - 1].replace("alice", "mallo");
    });
    assert_eq!(problem(&books, &key), Problem::Changed { entry: last as u64 - 1 });
    let finding = books.verify(&key).finding.unwrap();
    assert_eq!((finding.path, finding.line), (first, last as u64));
}

#[tokio::test]
async fn an_entry_with_a_changed_previous_digest_is_named() {
    let (books, key) = books().await;
    let file = &books.files()[0];
    let other = books.lines()[3][15..].split('"').nth(2).unwrap().to_owned();
    books.change(file, |lines| {
        let own = lines[2][15..].split('"').nth(2).unwrap().to_owned();
        lines[2] = lines[2].replace(&own, &other);
    });
    assert_eq!(problem(&books, &key), Problem::Changed { entry: 2 });
}

#[tokio::test]
async fn swapped_entries_are_found() {
    let (books, key) = books().await;
    books.change(&books.files()[0], |lines| lines.swap(1, 2));
    assert_eq!(problem(&books, &key), Problem::OutOfPlace { expected: 1, found: 2 });
}

#[tokio::test]
async fn a_deleted_entry_is_found() {
    let (books, key) = books().await;
    books.change(&books.files()[0], |lines| drop(lines.remove(2)));
    assert_eq!(problem(&books, &key), Problem::OutOfPlace { expected: 2, found: 3 });
}

#[tokio::test]
async fn an_inserted_entry_is_found() {
    let (books, key) = books().await;
    books.change(&books.files()[0], |lines| lines.insert(2, lines[1].clone()));
    assert_eq!(problem(&books, &key), Problem::OutOfPlace { expected: 2, found: 1 });
}

#[tokio::test]
async fn a_cut_off_end_is_found() {
    let (books, key) = books().await;
    let last = books.files().pop().unwrap();
    books.change(&last, |lines| drop(lines.pop()));
    assert_eq!(problem(&books, &key), Problem::Shortened { entries: 9, size: 10 });
    fs::remove_file(&last).unwrap();
    assert!(matches!(problem(&books, &key), Problem::Shortened { size: 10, .. }));
}

#[tokio::test]
async fn a_missing_file_in_the_middle_is_found() {
    let (books, key) = books().await;
    fs::remove_file(&books.files()[1]).unwrap();
    assert!(matches!(problem(&books, &key), Problem::WrongFile { .. }));
}

#[tokio::test]
async fn missing_checkpoints_are_found() {
    let (books, key) = books().await;
    fs::remove_file(books.checkpoints_file()).unwrap();
    assert_eq!(problem(&books, &key), Problem::NoCheckpoint { entries: 10 });
}

#[tokio::test]
async fn missing_entries_are_found() {
    let (books, key) = books().await;
    books.files().iter().for_each(|file| fs::remove_file(file).unwrap());
    assert_eq!(problem(&books, &key), Problem::Shortened { entries: 0, size: 1 });
}

#[tokio::test]
async fn a_replayed_checkpoint_is_found() {
    let (books, key) = books().await;
    let text = fs::read_to_string(books.checkpoints_file()).unwrap();
    let first = &text[..text.find("\n\n").unwrap() + 2];
    let second = text.split_inclusive("\n\n").skip(2).take(2).collect::<String>();
    assert!(second.starts_with(&first[..5]), "{second}");
    fs::write(books.checkpoints_file(), text.clone() + &second).unwrap();
    assert_eq!(problem(&books, &key), Problem::Replayed { size: 4, before: 10 });
}

#[tokio::test]
async fn a_kept_checkpoint_reveals_a_rewritten_log() {
    // The owner of the key can write another log with the same name.
    let (books, key) = books().await;
    let kept = books.checkpoints().pop().unwrap();
    let forked = Books::new();
    fs::copy(books.path().with_extension("key"), forked.path().with_extension("key")).unwrap();
    forked.write(12, 3).await;
    let report = verify(forked.path(), std::slice::from_ref(&key), &[]).unwrap();
    assert!(report.is_good(), "the log alone looks good");
    let report = verify(forked.path(), std::slice::from_ref(&key), std::slice::from_ref(&kept)).unwrap();
    assert_eq!(report.finding.unwrap().problem, Problem::Forked { size: 10 });
    // The right one agrees, also once it has grown.
    books.write(3, 1).await;
    assert!(verify(books.path(), &[key], &[kept]).unwrap().is_good());
}

#[tokio::test]
async fn a_kept_checkpoint_reveals_an_old_copy() {
    let (books, key) = books().await;
    let kept = books.checkpoints();
    // All files are restored to the second checkpoint.
    let mut left = 4;
    for file in books.files() {
        books.change(&file, |lines| lines.truncate(left));
        left -= fs::read_to_string(&file).unwrap().lines().count();
        if fs::read(&file).unwrap().is_empty() {
            fs::remove_file(file).unwrap();
        }
    }
    fs::write(books.checkpoints_file(), format!("{}\n{}\n", kept[0], kept[1])).unwrap();
    assert!(books.verify(&key).is_good(), "the log alone looks good");
    let report = verify(books.path(), &[key], &kept[3..]).unwrap();
    assert_eq!(report.finding.unwrap().problem, Problem::ShorterThanExpected { entries: 4, size: 10 });
}

#[tokio::test]
async fn unsealed_entries_are_chained_and_reported() {
    let (books, key) = books().await;
    let text = fs::read_to_string(books.checkpoints_file()).unwrap();
    let two: String = text.split_inclusive("\n\n").take(4).collect();
    fs::write(books.checkpoints_file(), two).unwrap();
    let report = books.verify(&key);
    assert_eq!((report.finding.as_ref(), report.sealed, report.unsealed()), (None, 4, 6));
    let file = &books.files()[1];
    let first: u64 = file.file_stem().unwrap().to_str().unwrap()[8..].parse().unwrap();
    books.change(file, |lines| lines[0] = lines[0].replace("alice", "mallo"));
    assert_eq!(books.verify(&key).finding.unwrap().problem, Problem::Changed { entry: first });
}
