//! What can be wrong with a log, and where: the first bad place.

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

/// The first bad place of a log. Its `Display` is `file:line: what is wrong`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The file.
    pub path: PathBuf,
    /// The line in it, from 1.
    pub line: u64,
    /// What is wrong there.
    pub problem: Problem,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path.display(), self.line, self.problem)
    }
}

/// What is wrong with a log. Entries are counted from 0, as their `index` does.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// A line is no entry.
    #[error("this line is not an entry: {reason}")]
    NotAnEntry {
        /// Why.
        reason: &'static str,
    },
    /// An entry stands where another one belongs.
    #[error("entry {found} stands where entry {expected} belongs: {}", place(*expected, *found))]
    OutOfPlace {
        /// The index that belongs here.
        expected: u64,
        /// The index that stands here.
        found: u64,
    },
    /// An entry is not the one that its successor was written after.
    #[error("entry {entry} was changed: its digest is not the one that its neighbour carries")]
    Changed {
        /// The entry.
        entry: u64,
    },
    /// Entries are not those that were sealed.
    #[error(
        "entries {from} to {} are not those that were sealed: their root is another one than that of the checkpoint of size {size}", .size - 1
    )]
    NotAsSealed {
        /// The first entry that no good checkpoint seals.
        from: u64,
        /// The size of the checkpoint.
        size: u64,
    },
    /// There are fewer entries than were sealed.
    #[error("the log ends after {entries} entries, and a checkpoint seals {size}: the last ones are missing")]
    Shortened {
        /// How many entries there are.
        entries: u64,
        /// How many a checkpoint seals.
        size: u64,
    },
    /// There are entries and not a single checkpoint.
    #[error(
        "there are {entries} entries and no checkpoint, although the first entry is sealed before the second is written"
    )]
    NoCheckpoint {
        /// How many entries there are.
        entries: u64,
    },
    /// A file of entries is missing, or there is one too many.
    #[error(
        "this file begins with entry {found}, and the files before it end before entry {expected}: a file is missing or was added"
    )]
    WrongFile {
        /// The index that comes next.
        expected: u64,
        /// The index that the file's name says.
        found: u64,
    },
    /// The first entry does not open a log, or a later one does.
    #[error("entry {entry} is not what belongs there: a log has one entry `opened`, its first")]
    Opening {
        /// The entry.
        entry: u64,
    },
    /// What stands in the file of checkpoints is none.
    #[error("this is not a checkpoint: {reason}")]
    NotACheckpoint {
        /// Why.
        reason: String,
    },
    /// A checkpoint does not seal more than the one before.
    #[error("the checkpoint of size {size} stands behind one of size {before}: it was replayed or moved")]
    Replayed {
        /// Its size.
        size: u64,
        /// The size of the one before.
        before: u64,
    },
    /// A checkpoint's signature is wrong.
    #[error("the signature of the checkpoint of size {size} is not that of its text: one of both was changed")]
    WrongSignature {
        /// Its size.
        size: u64,
    },
    /// A checkpoint is not signed by the key that signs there.
    #[error("the checkpoint of size {size} is signed by {by}, and there `{key}` signs")]
    WrongKey {
        /// Its size.
        size: u64,
        /// Whom it is signed by.
        by: String,
        /// The key in force.
        key: String,
    },
    /// A checkpoint is another log's.
    #[error("the checkpoint of size {size} is of the log `{origin}`, and this is `{expected}`")]
    OtherLog {
        /// Its size.
        size: u64,
        /// Its origin.
        origin: String,
        /// The origin of the log.
        expected: String,
    },
    /// An entry hands over to another key, and no checkpoint signed by both follows it.
    #[error("entry {entry} hands over to another key, and no checkpoint of size {} signed by both keys follows", .entry + 1)]
    RotationNotSealed {
        /// The entry.
        entry: u64,
    },
    /// An entry hands over from a key that did not sign, or to something that is no key of this log.
    #[error("entry {entry} hands over {reason}")]
    BadRotation {
        /// The entry.
        entry: u64,
        /// What is wrong.
        reason: &'static str,
    },
    /// None of the log's keys is among those that were given.
    #[error("none of the given keys signs this log: its checkpoints are by `{key}`")]
    KeyNotGiven {
        /// The last key of the log.
        key: String,
    },
    /// The log is not the one that a checkpoint from elsewhere is about.
    #[error("the log forked: its first {size} entries are not those of the checkpoint that was expected")]
    Forked {
        /// The checkpoint's size.
        size: u64,
    },
    /// The log is shorter than a checkpoint from elsewhere says.
    #[error("the log has {entries} entries, and {size} were expected: it was cut off or is an old copy")]
    ShorterThanExpected {
        /// How many entries there are.
        entries: u64,
        /// The checkpoint's size.
        size: u64,
    },
    /// A checkpoint from elsewhere is not of this log.
    #[error("the expected checkpoint of size {size} is not signed by a key of this log")]
    ExpectedNotOurs {
        /// Its size.
        size: u64,
    },
}

fn place(expected: u64, found: u64) -> String {
    match found.checked_sub(expected) {
        Some(1) => format!("entry {expected} is missing"),
        Some(_) => format!("entries {expected} to {} are missing", found - 1),
        None => "it stands here a second time, or was moved".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_says_what_is_wrong_and_where() {
        use Problem::*;
        let key = "example/audit+00000000+AAAA".to_owned();
        let texts = [
            NotAnEntry { reason: "it is too short" },
            OutOfPlace { expected: 3, found: 4 },
            OutOfPlace { expected: 3, found: 6 },
            OutOfPlace { expected: 3, found: 2 },
            Changed { entry: 3 },
            NotAsSealed { from: 3, size: 6 },
            Shortened { entries: 3, size: 6 },
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
            ShorterThanExpected { entries: 3, size: 6 },
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
