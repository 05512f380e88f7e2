//! Why a schema is not the catalog's, and how to fix it.

use std::borrow::Cow;

use thiserror::Error;

use crate::history::backend::{Backend, StoreError};

/// The schema of a database is not the catalog's, or cannot be migrated to it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// A migration would lose data, or change what the history did not make. Nothing was changed.
    #[error("{place}: cannot migrate the schema to the catalog; nothing was changed:{}", list(reasons))]
    Refused {
        /// The file, or the host, port and database.
        place: String,
        /// Every reason, each with a way to fix it.
        reasons: Vec<String>,
    },
    /// The schema is not the catalog's.
    #[error("{place}: the schema differs from the catalog:{}", list(differences))]
    Outdated {
        /// The file, or the host, port and database.
        place: String,
        /// Everything that differs.
        differences: Vec<String>,
    },
    /// A newer version of this crate has made the schema.
    #[error("{place}: the schema has version {found}, and this version of aegis-events knows {known}")]
    NewerVersion {
        /// The file, or the host, port and database.
        place: String,
        /// The schema's version.
        found: i64,
        /// The newest version that this crate knows.
        known: i64,
    },
    /// The database holds no history.
    #[error("{place}: not a history of aegis-events: {reason}")]
    NotAHistory {
        /// The file, or the host, port and database.
        place: String,
        /// What is missing.
        reason: String,
    },
    /// The database reports an error.
    #[error("{place}: {message}")]
    Database {
        /// The file, or the host, port and database.
        place: String,
        /// The database's error.
        message: String,
        /// How to fix it, if that is known.
        help: Option<String>,
    },
}

impl SchemaError {
    /// How to fix it, if that is known: one line, for `help: ..` after the message.
    pub fn help(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Refused { .. } => None,
            Self::Outdated { .. } => {
                Some("migrate: open the history with `.with_migrate(true)`, or run the SQL of `History::plan`".into())
            }
            Self::NewerVersion { .. } => Some("update the program, or name another database".into()),
            Self::NotAHistory { .. } => Some("name the database that a recorder writes to".into()),
            Self::Database { help, .. } => help.as_deref().map(Cow::Borrowed),
        }
    }

    pub(super) fn database(backend: &dyn Backend, error: &StoreError) -> Self {
        Self::Database {
            place: backend.place().to_owned(),
            message: error.fact().to_owned(),
            help: error.help().map(str::to_owned),
        }
    }
}

fn list(lines: &[String]) -> String {
    lines.iter().map(|line| format!("\n- {line}")).collect()
}
