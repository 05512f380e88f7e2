//! Errors of SQLite, classified.

use std::path::Path;

use crate::history::backend::error::{COUNTER_BEHIND, FOREIGN_COLUMN, SCHEMA_DIFFERS};
use crate::history::backend::{ErrorKind, StoreError};

/// Result codes (<https://www.sqlite.org/rescode.html>): primary ones, the lower eight bits, and one extended code.
mod code {
    pub(super) const ERROR: i32 = 1;
    pub(super) const BUSY: i32 = 5;
    pub(super) const READONLY: i32 = 8;
    pub(super) const IOERR: i32 = 10;
    pub(super) const CORRUPT: i32 = 11;
    pub(super) const FULL: i32 = 13;
    pub(super) const CANTOPEN: i32 = 14;
    pub(super) const TOOBIG: i32 = 18;
    pub(super) const CONSTRAINT: i32 = 19;
    pub(super) const MISMATCH: i32 = 20;
    pub(super) const NOTADB: i32 = 26;
    pub(super) const BUSY_SNAPSHOT: i32 = 517;
}

pub(super) fn bad_url(error: sqlx::Error) -> StoreError {
    let why = match error {
        sqlx::Error::Configuration(why) => why.to_string(),
        other => other.to_string(),
    };
    StoreError::new(
        ErrorKind::Unusable,
        format!("the URL of the database is not of the form `sqlite:path/to/file.db`: {why}"),
    )
}

/// Whether a URL is of a database in memory.
pub(super) fn is_in_memory(url: &str) -> bool {
    let (name, parameters) = parts(url);
    name == ":memory:" || parameters.split('&').any(|parameter| parameter == "mode=memory")
}

/// Without a name, SQLite gives each connection its own temporary database; and `memory:` would be a file.
pub(super) fn check_name(url: &str, file: &Path) -> Result<(), StoreError> {
    let (fact, help) = match parts(url).0 {
        "memory:" => ("`sqlite:memory:` names a file", "write `sqlite::memory:` for a database in memory"),
        _ if file == Path::new("") => ("the URL of the database names no file", "write `sqlite:path/to/file.db`"),
        _ => return Ok(()),
    };
    Err(StoreError::with_help(ErrorKind::Unusable, fact, help))
}

/// The name in a URL, and its parameters.
fn parts(url: &str) -> (&str, &str) {
    let rest = url.strip_prefix("sqlite:").unwrap_or(url);
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    rest.split_once('?').unwrap_or((rest, ""))
}

/// For a missing folder, SQLite reports only that it cannot open the file.
pub(super) fn check_folder(file: &Path, is_in_memory: bool) -> Result<(), StoreError> {
    let unusable = |fact, help| Err(StoreError::with_help(ErrorKind::Unusable, fact, help));
    let folder = match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    if is_in_memory {
        Ok(())
    } else if file.is_dir() {
        unusable(format!("{} is a folder", file.display()), "name a file in it")
    } else if !folder.exists() {
        unusable(format!("the folder {} does not exist", folder.display()), "create it first")
    } else {
        Ok(())
    }
}

/// A file that is only read must exist.
pub(super) fn check_file(file: &Path) -> Result<(), StoreError> {
    check_folder(file, false)?;
    match file.try_exists() {
        Ok(false) => Err(StoreError::with_help(
            ErrorKind::Unusable,
            "there is no such file",
            "name the one that a recorder writes to",
        )),
        Ok(true) => Ok(()),
        Err(error) => Err(StoreError::new(ErrorKind::Unusable, format!("the file cannot be read: {error}"))),
    }
}

/// Classifies an error by SQLite's result code.
pub(super) fn classify(error: sqlx::Error) -> StoreError {
    let sqlx::Error::Database(database) = &error else {
        return match &error {
            sqlx::Error::PoolTimedOut => StoreError::new(ErrorKind::Away, "no connection came free in time"),
            // Only the counter's row is expected to exist.
            sqlx::Error::RowNotFound => StoreError::no_counter(),
            sqlx::Error::PoolClosed => StoreError::closed(),
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_) | sqlx::Error::Decode(_) => {
                StoreError::new(ErrorKind::Schema, error.to_string())
            }
            _ => StoreError::new(ErrorKind::Away, error.to_string()),
        };
    };
    let extended = database.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or(0);
    let said = database.message();
    let (kind, help) = match extended & 0xff {
        // Only for transactions of the program: those of the history begin by writing.
        code::BUSY if extended == code::BUSY_SNAPSHOT => (
            ErrorKind::Away,
            Some(
                "another connection has written since this transaction began to read: roll it back, and begin it with \
                 `pool.begin_with(\"BEGIN IMMEDIATE\")`",
            ),
        ),
        code::BUSY => (ErrorKind::Away, Some("another program or connection has locked the file, and must release it")),
        code::READONLY => {
            (ErrorKind::Away, Some("the file or its folder is read-only: allow this user to write to both"))
        }
        code::IOERR => (ErrorKind::Away, Some("reading or writing the file failed")),
        code::FULL => (ErrorKind::Away, Some("the disk is full: free some space")),
        code::CANTOPEN => (ErrorKind::Away, Some("check that the folder exists, and that this user may write to it")),
        code::CORRUPT => (
            ErrorKind::Unusable,
            Some(
                "the file is damaged: restore it from a backup, or recover what is left with `sqlite3 file.db .recover`",
            ),
        ),
        code::NOTADB => (
            ErrorKind::Unusable,
            Some(
                "the file is not an SQLite database, or its start is damaged: name another one, or restore it from a backup",
            ),
        ),
        code::TOOBIG | code::MISMATCH => (ErrorKind::Row, None),
        code::CONSTRAINT if said.ends_with("domain_events.event_id") => (ErrorKind::Known, None),
        code::CONSTRAINT if said.ends_with("domain_events.position") => (ErrorKind::Schema, Some(COUNTER_BEHIND)),
        code::CONSTRAINT if said.starts_with("NOT NULL") => (ErrorKind::Schema, Some(FOREIGN_COLUMN)),
        code::CONSTRAINT => (ErrorKind::Row, None),
        code::ERROR if said.starts_with("no such") || said.contains("has no column") => {
            (ErrorKind::Schema, Some(SCHEMA_DIFFERS))
        }
        code::ERROR => (ErrorKind::Schema, None),
        _ => (ErrorKind::Away, None),
    };
    match help {
        None => StoreError::new(kind, said),
        Some(help) => StoreError::with_help(kind, said, help),
    }
}
