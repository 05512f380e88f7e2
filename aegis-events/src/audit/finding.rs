//! The first bad place of a log.

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

/// The first bad place of a log. Its `Display` is `file:line: problem`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The file.
    pub path: PathBuf,
    /// The line in it, from 1.
    pub line: u64,
    /// The problem.
    pub problem: Problem,
}

impl std::error::Error for Finding {}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path.display(), self.line, self.problem)
    }
}

/// A problem of a log. Entries are counted from 0, as in their `index`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// A line is not an entry.
    #[error("this line is not an entry: {reason}")]
    NotAnEntry {
        /// The reason.
        reason: &'static str,
    },
    /// An entry is in the place of another one.
    #[error("entry {found} is in the place of entry {expected}: {}", place(*expected, *found))]
    OutOfPlace {
        /// The index that belongs here.
        expected: u64,
        /// The index found here.
        found: u64,
    },
    /// An entry is not the one that its successor was written after.
    #[error("entry {entry} was changed: its digest differs from the one in the next entry")]
    Changed {
        /// The entry.
        entry: u64,
    },
    /// Entries are not those that were sealed.
    #[error("{}: the root is not that of the checkpoint of size {size}", not_as_sealed(*from, *size))]
    NotAsSealed {
        /// The first entry that no good checkpoint seals.
        from: u64,
        /// The size of the checkpoint.
        size: u64,
    },
    /// There are fewer entries than were sealed.
    #[error("the log ends after {}, but a checkpoint seals {size}: the last ones are missing", counted(*.entries))]
    Shortened {
        /// The number of entries.
        entries: u64,
        /// How many a checkpoint seals.
        size: u64,
    },
    /// There are entries and not a single checkpoint.
    #[error(
        "there are {entries} entries and no checkpoint, but the first entry is sealed before the second is written"
    )]
    NoCheckpoint {
        /// The number of entries.
        entries: u64,
    },
    /// A file of entries is missing, or there is one too many.
    #[error(
        "this file begins with entry {found}, but the previous file ends before entry {expected}: a file is missing or was added"
    )]
    WrongFile {
        /// The index that comes next.
        expected: u64,
        /// The index that the file's name says.
        found: u64,
    },
    /// The first entry does not open a log, or a later one does.
    #[error("entry {entry} is misplaced: the first entry of a log, and no other, is `opened`")]
    Opening {
        /// The entry.
        entry: u64,
    },
    /// The file of checkpoints contains something else.
    #[error("this is not a checkpoint: {reason}")]
    NotACheckpoint {
        /// The reason.
        reason: String,
    },
    /// A checkpoint does not seal more than the previous one.
    #[error("the checkpoint of size {size} follows one of size {before}: it was replayed or moved")]
    Replayed {
        /// Its size.
        size: u64,
        /// The size of the one before.
        before: u64,
    },
    /// A checkpoint's signature is wrong.
    #[error("the signature of the checkpoint of size {size} does not match its text: one of them was changed")]
    WrongSignature {
        /// Its size.
        size: u64,
    },
    /// A checkpoint is not signed by the key in force.
    #[error("the checkpoint of size {size} is signed by {by} instead of `{key}`")]
    WrongKey {
        /// Its size.
        size: u64,
        /// The keys that signed it.
        by: String,
        /// The key in force.
        key: String,
    },
    /// A checkpoint belongs to another log.
    #[error("the checkpoint of size {size} is of the log `{origin}`, not of `{expected}`")]
    OtherLog {
        /// Its size.
        size: u64,
        /// Its origin.
        origin: String,
        /// The origin of the log.
        expected: String,
    },
    /// An entry rotates to another key, and no checkpoint signed by both keys follows.
    #[error("entry {entry} rotates to another key, but no checkpoint of size {} signed by both keys follows", .entry + 1)]
    RotationNotSealed {
        /// The entry.
        entry: u64,
    },
    /// An entry rotates from a key that did not sign, or to a text that is not a key of this log.
    #[error("entry {entry} rotates {reason}")]
    BadRotation {
        /// The entry.
        entry: u64,
        /// The problem, as a phrase.
        reason: &'static str,
    },
    /// None of the log's keys is among those that were given.
    #[error("none of the given keys signs this log: its checkpoints are by `{key}`")]
    KeyNotGiven {
        /// The last key of the log.
        key: String,
    },
    /// The log differs from an expected checkpoint.
    #[error("the log forked: its {} from the expected checkpoint", first_differ(*size))]
    Forked {
        /// The checkpoint's size.
        size: u64,
    },
    /// The log is shorter than an expected checkpoint.
    #[error("the log has {} instead of the expected {size}: it was truncated or is an old copy", counted(*.entries))]
    ShorterThanExpected {
        /// The number of entries.
        entries: u64,
        /// The checkpoint's size.
        size: u64,
    },
    /// An expected checkpoint is not of this log.
    #[error("the expected checkpoint of size {size} is not signed by a key of this log")]
    ExpectedNotOurs {
        /// Its size.
        size: u64,
    },
}

fn counted(count: u64) -> String {
    if count == 1 { "1 entry".into() } else { format!("{count} entries") }
}

fn not_as_sealed(from: u64, size: u64) -> String {
    match size - 1 {
        last if last == from => format!("entry {from} differs from the one that was sealed"),
        last => format!("entries {from} to {last} differ from those that were sealed"),
    }
}

fn first_differ(size: u64) -> String {
    if size == 1 { "first entry differs".into() } else { format!("first {size} entries differ") }
}

fn place(expected: u64, found: u64) -> String {
    match found.checked_sub(expected) {
        Some(1) => format!("entry {expected} is missing"),
        Some(_) => format!("entries {expected} to {} are missing", found - 1),
        None => "it is repeated, or was moved".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_finding_says_what_is_wrong_and_where() {
        use Problem::*;
        let key = "example/audit+00000000+AAAA".to_owned();
        let texts = [
            NotAnEntry { reason: "it is too short" },
            OutOfPlace { expected: 3, found: 4 },
            OutOfPlace { expected: 3, found: 6 },
            OutOfPlace { expected: 3, found: 2 },
            Changed { entry: 3 },
            NotAsSealed { from: 3, size: 6 },
            NotAsSealed { from: 3, size: 4 },
            Shortened { entries: 3, size: 6 },
            Shortened { entries: 1, size: 6 },
            NoCheckpoint { entries: 3 },
            WrongFile { expected: 3, found: 6 },
            Opening { entry: 3 },
            NotACheckpoint { reason: "it is too long".into() },
            Replayed { size: 3, before: 6 },
            WrongSignature { size: 3 },
            WrongKey { size: 3, by: "`a+00000001`".into(), key: key.clone() },
            OtherLog { size: 3, origin: "a".into(), expected: "b".into() },
            RotationNotSealed { entry: 3 },
            BadRotation { entry: 3, reason: "from a key that does not sign there" },
            KeyNotGiven { key },
            Forked { size: 3 },
            Forked { size: 1 },
            ShorterThanExpected { entries: 3, size: 6 },
            ShorterThanExpected { entries: 1, size: 6 },
            ExpectedNotOurs { size: 3 },
        ];
        let texts: Vec<_> = texts
            .map(|problem| Finding { path: "log".into(), line: 4, problem })
            .iter()
            .map(ToString::to_string)
            .collect();
        expect_test::expect_file!["finding.txt"].assert_eq(&(texts.join("\n") + "\n"));
    }
}
