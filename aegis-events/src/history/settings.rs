//! What the recorder and its database may be told.

use std::fmt;

use super::backend::Access;
use super::section::Settings;

/// What a committed event survives, on SQLite. PostgreSQL's own `synchronous_commit` decides there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Synchronous {
    /// The end of the process, however it ends (`synchronous=NORMAL`): committed events are with the operating system. A power failure may
    /// take the last ones, never those before them, and leaves no damage.
    #[default]
    Normal,
    /// A power failure too (`synchronous=FULL`): each commit waits for the disk.
    Full,
}

/// What a [`History`](super::History) is opened with.
///
/// ```
/// use aegis_events::history::{Synchronous, HistoryConfig};
///
/// let config = HistoryConfig::new("sqlite:aegis-events.db").migrate(true).synchronous(Synchronous::Full);
/// ```
///
/// # From a pool of your own
///
/// `HistoryConfig::from(pool)` takes a `sqlx::PgPool` or `sqlx::SqlitePool`, of the `sqlx` that is
/// [here](crate::history) under that name: no second address, and [`record_in`](crate::Publisher::record_in) is sure to be in the same
/// database.
///
/// ```
/// # #[cfg(all(feature = "domain", feature = "sqlite"))] mod example {
/// use aegis_events::domain::DomainEvent;
/// use aegis_events::history::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqliteSynchronous};
/// use aegis_events::history::{History, HistoryConfig};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # pub async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let file = folder.path().join("events.db");
/// let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
/// let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Normal);
/// let pool = SqlitePool::connect_with(options).await?;
/// let history = History::<DomainEvent>::open(HistoryConfig::from(pool.clone()).migrate(true)).await?;
/// # history.close().await;
/// # assert!(!pool.is_closed());
/// # Ok(())
/// # }
/// # }
/// # #[cfg(all(feature = "domain", feature = "sqlite"))]
/// # example::main().unwrap();
/// ```
///
/// What its connections are set to is then yours, and what a history cannot do without is checked when it opens:
///
/// | pool | needs |
/// |---|---|
/// | of PostgreSQL | two connections or more: the history keeps one to listen |
/// | of SQLite | the journal mode WAL; `synchronous` of `NORMAL`, or `FULL` for [`Synchronous::Full`]; a `busy_timeout` |
/// | of SQLite in memory | one connection that stays: `max_connections(1).idle_timeout(None).max_lifetime(None)` |
///
/// Recorder, relay, queries and durable subscriptions take their connections from it, each for as long as a statement lasts, and wait for
/// one up to the pool's `acquire_timeout`. Whoever holds connections while waiting for the history holds it up: do not await
/// [`publish_recorded`](crate::Publisher::publish_recorded) with the last connection in hand, nor with an SQLite transaction open.
#[derive(Clone)]
pub struct HistoryConfig {
    pub(crate) access: Access,
    pub(crate) settings: Settings,
}

impl HistoryConfig {
    pub(crate) fn of(access: Access) -> Self {
        Self { access, settings: Settings::default() }
    }

    /// The database at an address: `postgres://user:password@host/database`, `sqlite:path/to/file.db`, or `sqlite::memory:`.
    pub fn new(url: impl Into<String>) -> Self {
        Self::of(Access::Url(url.into()))
    }

    /// The same settings for the database at another address.
    ///
    /// ```
    /// # use aegis_events::history::HistoryConfig;
    /// let configured = HistoryConfig::new("sqlite:configured.db").batch(100);
    /// assert_eq!(configured.with_url("sqlite:other.db").url(), "sqlite:other.db");
    /// ```
    #[must_use]
    pub fn with_url(mut self, url: impl Into<String>) -> Self {
        self.access = Access::Url(url.into());
        self
    }

    /// The address, in which there may be a password: for connections of the host's own to the same database. Empty where the history is
    /// opened from a pool, which has them.
    pub fn url(&self) -> &str {
        match &self.access {
            Access::Url(url) => url,
            Access::Pool(_) => "",
        }
    }

    /// Whether opening brings the database's schema to the catalog. Off unless set: then a schema that differs is an error that says how.
    #[must_use]
    pub fn migrate(mut self, migrate: bool) -> Self {
        self.settings.migrate = migrate;
        self
    }

    /// What a committed event survives on SQLite. [`Synchronous::Normal`] unless set.
    #[must_use]
    pub fn synchronous(mut self, synchronous: Synchronous) -> Self {
        self.settings.synchronous = synchronous;
        self
    }
}

impl From<&str> for HistoryConfig {
    fn from(url: &str) -> Self {
        Self::new(url)
    }
}

impl From<String> for HistoryConfig {
    fn from(url: String) -> Self {
        Self::new(url)
    }
}

impl fmt::Debug for HistoryConfig {
    /// Without the address: it may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HistoryConfig").field("settings", &self.settings).finish_non_exhaustive()
    }
}
