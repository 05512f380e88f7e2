//! Why a log cannot be opened, read or proven from.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::key::KeyError;
use super::verify::Finding;
use crate::types::Uuid;

/// An audit log cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AuditError {
    /// There is no log.
    #[error("there is no audit log in `{}`\n  name the folder that holds the files `entries-*.jsonl`", .path.display())]
    NoLog {
        /// The folder.
        path: PathBuf,
    },
    /// A file cannot be read.
    #[error("cannot read `{}`: {source}\n  {}", .path.display(), hint(.source))]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write `{}`: {source}\n  {}", .path.display(), hint(.source))]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another process writes the log.
    #[error("another process writes the audit log in `{}`\n  stop it, or give this one a folder of its own", .path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// The log was changed, or is another one than its checkpoints say: it is not continued.
    #[error(
        "the audit log is not what was sealed, and is not continued: {finding}\n  \
         keep it as evidence, find out who changed it, and start a new one in another folder"
    )]
    Refused {
        /// The first bad place.
        finding: Finding,
    },
    /// The key is not a key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// An environment variable that should hold the key is not set.
    #[error(
        "the environment variable `{name}` does not hold a key: it is not set, or is not text\n  set it to the line of a key's file"
    )]
    KeyNotSet {
        /// The variable.
        name: String,
    },
    /// The log is signed, and the file of the key that signs it is not there.
    #[error(
        "the audit log in `{}` is signed already, and its secret key `{}` is not there\n  \
         put the key back; if it is lost, keep the log as it is and begin another one in a new folder", .folder.display(), .path.display()
    )]
    KeyMissing {
        /// The key's file.
        path: PathBuf,
        /// The log's folder.
        folder: PathBuf,
    },
    /// Others may read the file of the secret key.
    #[error("others may read the secret key in `{}`: its mode is {mode:03o}\n  `chmod 600` it; if somebody may have read it, rotate to a new key", .path.display())]
    KeyExposed {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The operating system gives no random bytes.
    #[error(
        "the operating system gives no random bytes for a new key: {reason}\n  give the log a key that was made elsewhere"
    )]
    NoRandomness {
        /// Why.
        reason: String,
    },
    /// The log is signed by another key.
    #[error(
        "the audit log is signed by `{theirs}`, and the key given is `{ours}`\n  \
         give the key that signs it; to hand over to the new one, give the old one as the previous key"
    )]
    OtherKey {
        /// The key that signs the log.
        theirs: String,
        /// The key that was given.
        ours: String,
    },
    /// Another key has begun to take over, and the key that was given is the one before.
    #[error(
        "the audit log was being handed over to `{to}`, and the key given is the one before, `{ours}`\n  \
         give `{to}` as the key and this one as the previous key: the next start finishes it"
    )]
    HandingOver {
        /// The key that takes over.
        to: String,
        /// The key that was given.
        ours: String,
    },
    /// Keys of one log must have one name.
    #[error("the new key is named `{ours}`, and the log `{theirs}`\n  make a key of the log's name")]
    OtherName {
        /// The log's name.
        theirs: String,
        /// The key's name.
        ours: String,
    },
    /// No sealed entry is about the event.
    #[error(
        "no sealed entry of the log is about the event {event_id}: it has {sealed} sealed entries\n  \
         if the event is recent, try again after the next checkpoint"
    )]
    NotFound {
        /// The event.
        event_id: Uuid,
        /// How many entries are sealed.
        sealed: u64,
    },
}

impl AuditError {
    pub(crate) fn unreadable(path: &Path, source: io::Error) -> Self {
        Self::Unreadable { path: path.into(), source }
    }

    pub(crate) fn unwritable(path: &Path, source: io::Error) -> Self {
        Self::Unwritable { path: path.into(), source }
    }
}

fn hint(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "check the path",
        io::ErrorKind::PermissionDenied => "let this user read and write it",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on the disk",
        io::ErrorKind::NotADirectory => "the log is a folder: name that",
        _ => "check the disk and the file system",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Problem;

    #[test]
    fn each_text_says_what_is_wrong_where_and_how_to_fix_it() {
        use AuditError::*;
        let path = || PathBuf::from("audit");
        let io = |kind: io::ErrorKind| io::Error::from(kind);
        let finding = Finding { path: "audit/checkpoints".into(), line: 7, problem: Problem::Forked { size: 3 } };
        let texts = [
            NoLog { path: path() },
            AuditError::unreadable(&path(), io(io::ErrorKind::NotFound)),
            AuditError::unreadable(&path(), io(io::ErrorKind::PermissionDenied)),
            AuditError::unreadable(&path(), io(io::ErrorKind::NotADirectory)),
            AuditError::unwritable(&path(), io(io::ErrorKind::StorageFull)),
            AuditError::unwritable(&path(), io(io::ErrorKind::TimedOut)),
            InUse { path: path() },
            Refused { finding },
            KeyNotSet { name: "KEY".into() },
            KeyMissing { path: "audit.key".into(), folder: path() },
            KeyExposed { path: path(), mode: 0o644 },
            NoRandomness { reason: "it is tired".into() },
            OtherKey { theirs: "a+1+A".into(), ours: "a+2+B".into() },
            HandingOver { to: "a+2+B".into(), ours: "a+1+A".into() },
            OtherName { theirs: "a".into(), ours: "b".into() },
            NotFound { event_id: Uuid::nil(), sealed: 3 },
        ];
        let texts: Vec<_> = texts.iter().map(ToString::to_string).collect();
        expect_test::expect_file!["error.txt"].assert_eq(&(texts.join("\n") + "\n"));
    }
}
