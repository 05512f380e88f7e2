//! Errors of opening, reading and proving from a log.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::finding::Finding;
use super::key::KeyError;
use crate::envelope::EventId;

/// An audit log cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AuditError {
    /// There is no log.
    #[error("there is no audit log in `{}`", .path.display())]
    NoLog {
        /// The folder.
        path: PathBuf,
    },
    /// A file cannot be read.
    #[error("cannot read `{}`", .path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write `{}`", .path.display())]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// Another process writes the log.
    #[error("another process writes the audit log in `{}`", .path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// The log differs from what its checkpoints seal. It is not continued.
    #[error("the audit log differs from what was sealed, and is not continued")]
    Refused {
        /// The first bad place.
        #[source]
        finding: Finding,
    },
    /// The text is not a key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The environment variable for the key is not set.
    #[error("the environment variable `{name}` contains no key: it is not set, or is not text")]
    KeyNotSet {
        /// The variable.
        name: String,
    },
    /// The log is signed, and the file of its key does not exist.
    #[error("the audit log in `{}` is signed, but its secret key `{}` does not exist", .folder.display(), .path.display())]
    KeyMissing {
        /// The key's file.
        path: PathBuf,
        /// The log's folder.
        folder: PathBuf,
    },
    /// Others may read the file of the secret key.
    #[error("others may read the secret key in `{}`: its mode is {mode:03o}", .path.display())]
    KeyExposed {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The operating system provides no random bytes.
    #[error("the operating system provides no random bytes for a new key: {reason}")]
    NoRandomness {
        /// The reason.
        reason: String,
    },
    /// The log is signed by another key.
    #[error("the audit log is signed by `{theirs}`, not by the given key `{ours}`")]
    OtherKey {
        /// The key that signs the log.
        theirs: String,
        /// The key that was given.
        ours: String,
    },
    /// A rotation to another key has begun, and the key that was given is the previous one.
    #[error("the audit log is being rotated to the key `{to}`, and the given key is the previous one, `{ours}`")]
    HandingOver {
        /// The next key.
        to: String,
        /// The key that was given.
        ours: String,
    },
    /// All keys of a log must have the same name.
    #[error("the new key is named `{ours}`, and the log `{theirs}`")]
    OtherName {
        /// The log's name.
        theirs: String,
        /// The key's name.
        ours: String,
    },
    /// No sealed entry is about the event.
    #[error("no sealed entry of the log is about the event {event_id} (sealed entries: {sealed})")]
    NotFound {
        /// The event.
        event_id: EventId,
        /// The number of sealed entries.
        sealed: u64,
    },
}

impl AuditError {
    /// How to fix it, if that is known: one line, for `help: ..` after the message.
    pub fn help(&self) -> Option<Cow<'_, str>> {
        let help = match self {
            Self::NoLog { .. } => "name the folder that contains the files `entries-*.jsonl`",
            Self::Unreadable { source, .. } | Self::Unwritable { source, .. } => match source.kind() {
                io::ErrorKind::NotFound => "check the path",
                io::ErrorKind::PermissionDenied => "let this user read and write it",
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free space on the disk",
                io::ErrorKind::NotADirectory => "name the log's folder",
                _ => "check the disk and the file system",
            },
            Self::InUse { .. } => "stop that process, or give this one another folder",
            Self::Refused { .. } => {
                "keep it as evidence, find out who changed it, and start a new log in another folder"
            }
            Self::Key(error) => return error.help(),
            Self::KeyNotSet { .. } => "set it to the line of a key's file",
            Self::KeyMissing { .. } => {
                "restore the key; if it is lost, keep the log as it is and start a new one in another folder"
            }
            Self::KeyExposed { .. } => "`chmod 600` it; if others may have read it, rotate to a new key",
            Self::NoRandomness { .. } => "give the log a key that was made elsewhere",
            Self::OtherKey { .. } => {
                "give the key that signs the log; to rotate to a new key, give the old one as the previous key"
            }
            Self::HandingOver { to, .. } => {
                let rotated = "as the key and this one as the previous key to finish the rotation";
                return Some(format!("give `{to}` {rotated}").into());
            }
            Self::OtherName { .. } => "make a key with the log's name",
            Self::NotFound { .. } => "if the event is recent, try again after the next checkpoint",
        };
        Some(help.into())
    }

    pub(crate) fn unreadable(path: &Path, source: io::Error) -> Self {
        Self::Unreadable { path: path.into(), source }
    }

    pub(crate) fn unwritable(path: &Path, source: io::Error) -> Self {
        Self::Unwritable { path: path.into(), source }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;
    use crate::audit::Problem;
    use crate::types::Uuid;

    #[test]
    fn each_error_says_what_is_wrong_where_and_what_to_do() {
        use AuditError::*;
        let path = || PathBuf::from("audit");
        let io = |kind: io::ErrorKind| io::Error::from(kind);
        let finding = Finding { path: "audit/checkpoints".into(), line: 7, problem: Problem::Forked { size: 3 } };
        let errors = [
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
            NoRandomness { reason: "no device".into() },
            OtherKey { theirs: "a+1+A".into(), ours: "a+2+B".into() },
            HandingOver { to: "a+2+B".into(), ours: "a+1+A".into() },
            OtherName { theirs: "a".into(), ours: "b".into() },
            NotFound { event_id: Uuid::nil().into(), sealed: 3 },
        ];
        let shown = errors.map(|error| {
            let source = error.source().map_or_else(String::new, |source| format!("\n  caused by: {source}"));
            format!("{error}{source}\n  help: {}\n", error.help().expect("each has help"))
        });
        expect_test::expect_file!["error.txt"].assert_eq(&shown.concat());
    }
}
