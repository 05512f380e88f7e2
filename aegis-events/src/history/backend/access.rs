//! How the program reaches its database.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::{Backend, StoreError};
use crate::catalog::KeyInfo;

/// How the program reaches its database.
#[derive(Clone)]
pub(crate) enum Access {
    /// By its URL, which may hold a password. The history opens its own connections.
    Url(String),
    /// Through connections that the program has.
    Pool(Arc<dyn Pool>),
}

/// A pool of the program: `sqlx::PgPool` or `sqlx::SqlitePool`.
pub(crate) trait Pool: Send + Sync {
    /// Uses the pool for a history, after a check that its connections are set as a history needs them.
    fn open(&self, keys: &'static [KeyInfo], synchronous: Synchronous) -> BoxFuture<'_, Opened>;
}

/// What a committed event survives on SQLite. On PostgreSQL, the server's `synchronous_commit` decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Synchronous {
    /// The end of the process, however it ends (`synchronous=NORMAL`): the operating system has the committed events. A power failure may
    /// lose the last ones. It never loses earlier ones, and leaves no damage.
    #[default]
    Normal,
    /// A power failure too (`synchronous=FULL`): each commit waits for the disk.
    Full,
}

/// A database, or why it was not opened.
pub(crate) type Opened = Result<Arc<dyn Backend>, NotOpened>;

/// Why a database was not opened.
#[derive(Debug)]
pub(crate) struct NotOpened {
    /// Where it is, if the URL is valid.
    pub(crate) place: Option<String>,
    pub(crate) error: StoreError,
}

impl From<StoreError> for NotOpened {
    /// The URL itself is wrong.
    fn from(error: StoreError) -> Self {
        Self { place: None, error }
    }
}
