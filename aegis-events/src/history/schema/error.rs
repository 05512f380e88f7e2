//! Why a schema is not what the catalog wants, and what to do about it.

use thiserror::Error;

use crate::history::backend::{Backend, StoreError};

/// The schema of a database is not the catalog's, or cannot become it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// Bringing the schema to the catalog would lose data, or touch what is not ours. Nothing was changed.
    #[error("{place}: the schema cannot be brought to the catalog; nothing was changed:{}", list(reasons))]
    Refused {
        /// The file, or the host, port and database.
        place: String,
        /// Every reason, each with its way out.
        reasons: Vec<String>,
    },
    /// The schema is not the catalog's.
    #[error(
        "{place}: the schema is not as the catalog wants it:{}\nmigrate it: open the history with `.migrate(true)`, or have the SQL of `History::plan` run",
        list(differences)
    )]
    Outdated {
        /// The file, or the host, port and database.
        place: String,
        /// Everything that differs.
        differences: Vec<String>,
    },
    /// A newer version of this crate has made the schema.
    #[error(
        "{place}: the schema has version {found}, and this version of aegis-events knows {known}; update the program, or name another database"
    )]
    NewerVersion {
        /// The file, or the host, port and database.
        place: String,
        /// The schema's version.
        found: i64,
        /// The newest version that this crate knows.
        known: i64,
    },
    /// The database holds no history, or something else under the names of one.
    #[error("{place}: this is no history of aegis-events: {reason}; name the database that a recorder writes to")]
    NotAHistory {
        /// The file, or the host, port and database.
        place: String,
        /// What is missing.
        reason: String,
    },
    /// The database does not do what it is asked.
    #[error("{place}: {message}")]
    Database {
        /// The file, or the host, port and database.
        place: String,
        /// What the database said, and what to do about it.
        message: String,
    },
}

impl SchemaError {
    pub(super) fn database(backend: &dyn Backend, error: &StoreError) -> Self {
        Self::Database { place: backend.place().to_owned(), message: error.message.to_string() }
    }
}

fn list(lines: &[String]) -> String {
    lines.iter().map(|line| format!("\n- {line}")).collect()
}
