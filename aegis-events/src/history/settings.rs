//! What the recorder and its database may be told.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::backend::Access;
pub use super::backend::Synchronous;

/// How many events the recorder's queue holds: some seconds of a busy orchestrator, about 10 MB.
const QUEUE_CAPACITY: usize = 10_000;
/// The most events in one transaction. More gains nothing (see docs/benchmarks.md) and holds memory.
const BATCH: usize = 5_000;
/// How late a change is seen whose notification got lost.
pub(super) const POLL_INTERVAL: Duration = Duration::from_millis(500);

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
    pub(crate) migrate: bool,
    pub(crate) settings: Settings,
}

/// What remains of a configuration once the database is open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) queue_capacity: usize,
    pub(crate) batch: usize,
    pub(crate) synchronous: Synchronous,
    pub(crate) poll_interval: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            queue_capacity: QUEUE_CAPACITY,
            batch: BATCH,
            synchronous: Synchronous::default(),
            poll_interval: POLL_INTERVAL,
        }
    }
}

impl HistoryConfig {
    pub(crate) fn of(access: Access) -> Self {
        Self { access, migrate: false, settings: Settings::default() }
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
        self.migrate = migrate;
        self
    }

    /// How many events may wait for the recorder before publishers feel it, at least 1. 10,000 unless set.
    #[must_use]
    pub fn queue_capacity(mut self, events: usize) -> Self {
        self.settings.queue_capacity = events.max(1);
        self
    }

    /// The most events that the recorder writes in one transaction, from 1 to 20,000; what is beyond counts as the nearest. 5,000 unless set.
    #[must_use]
    pub fn batch(mut self, events: usize) -> Self {
        self.settings.batch = events.clamp(1, 20_000);
        self
    }

    /// What a committed event survives on SQLite. [`Synchronous::Normal`] unless set.
    #[must_use]
    pub fn synchronous(mut self, synchronous: Synchronous) -> Self {
        self.settings.synchronous = synchronous;
        self
    }

    /// How often relay and durable subscriptions look for changes that they were not told of. 500 ms unless set.
    #[must_use]
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.settings.poll_interval = interval.max(Duration::from_millis(1));
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

#[cfg(feature = "postgres")]
impl From<sqlx::PgPool> for HistoryConfig {
    /// The database of a pool.
    fn from(pool: sqlx::PgPool) -> Self {
        Self::of(Access::Pool(Arc::new(pool)))
    }
}

#[cfg(feature = "sqlite")]
impl From<sqlx::SqlitePool> for HistoryConfig {
    /// The database of a pool.
    fn from(pool: sqlx::SqlitePool) -> Self {
        Self::of(Access::Pool(Arc::new(pool)))
    }
}

impl fmt::Debug for HistoryConfig {
    /// Without the address: it may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HistoryConfig")
            .field("migrate", &self.migrate)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
