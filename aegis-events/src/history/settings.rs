//! The configuration of a history, and its section `recorder` in a file.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::backend::Access;
pub use super::backend::Synchronous;
use crate::settings::kinds::{
    choice::{Choice, Word},
    count::Count,
    path::Path,
    secret::Secret,
    switch::Switch,
    time::Time,
};
use crate::settings::{ConfigError, FromSection, Section, settings};

/// What a [`History`](super::History) is opened with.
///
/// ```
/// use aegis_events::history::{Synchronous, HistoryConfig};
///
/// let config = HistoryConfig::new("sqlite:aegis-events.db").with_migrate(true).with_synchronous(Synchronous::Full);
/// ```
///
/// # From your own pool
///
/// `HistoryConfig::from(pool)` takes a `sqlx::PgPool` or `sqlx::SqlitePool` of the `sqlx` that [this module](crate::history) re-exports.
/// There is no second URL, and [`record_in`](crate::Publisher::record_in) uses the same database.
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
/// let history = History::<DomainEvent>::open(HistoryConfig::from(pool.clone()).with_migrate(true)).await?;
/// # history.close().await;
/// # assert!(!pool.is_closed());
/// # Ok(())
/// # }
/// # }
/// # #[cfg(all(feature = "domain", feature = "sqlite"))]
/// # example::main().unwrap();
/// ```
///
/// You set the connections of the pool. Opening a history checks the settings that it requires:
///
/// | pool | required |
/// |---|---|
/// | PostgreSQL | two connections or more: the history listens on one |
/// | SQLite | the journal mode WAL; `synchronous` of `NORMAL`, or `FULL` for [`Synchronous::Full`]; a `busy_timeout` |
/// | SQLite in memory | one permanent connection: `max_connections(1).idle_timeout(None).max_lifetime(None)` |
///
/// Recorder, relay, queries and durable subscriptions take a connection for each statement, and wait for one up to the pool's
/// `acquire_timeout`. Do not await [`publish_recorded`](crate::Publisher::publish_recorded) while you hold the last connection or an open
/// SQLite transaction: the history would wait for it.
#[derive(Clone)]
#[must_use]
pub struct HistoryConfig {
    pub(crate) access: Access,
    pub(crate) settings: Settings,
}

impl HistoryConfig {
    pub(crate) fn of(access: Access) -> Self {
        Self { access, settings: Settings::default() }
    }

    /// The database of a URL: `postgres://user:password@host/database`, `sqlite:path/to/file.db`, or `sqlite::memory:`.
    pub fn new(url: impl Into<String>) -> Self {
        Self::of(Access::Url(url.into()))
    }

    /// The same settings for the database of another URL.
    ///
    /// ```
    /// # use aegis_events::history::HistoryConfig;
    /// let configured = HistoryConfig::new("sqlite:configured.db").with_batch(100)?;
    /// assert_eq!(configured.with_url("sqlite:other.db").url(), "sqlite:other.db");
    /// # Ok::<(), aegis_events::ConfigError>(())
    /// ```
    pub fn with_url(mut self, url: impl Into<String>) -> Self {
        self.access = Access::Url(url.into());
        self
    }

    /// The URL, for your own connections to the same database. It may hold a password. Empty if the history is opened from a pool.
    pub fn url(&self) -> &str {
        match &self.access {
            Access::Url(url) => url,
            Access::Pool(_) => "",
        }
    }

    /// Whether opening migrates the database's schema to the catalog. Off by default: then a schema that differs is an error.
    pub fn with_migrate(mut self, migrate: bool) -> Self {
        self.settings.migrate = migrate;
        self
    }

    /// What a committed event survives on SQLite. Default: [`Synchronous::Normal`].
    pub fn with_synchronous(mut self, synchronous: Synchronous) -> Self {
        self.settings.synchronous = synchronous;
        self
    }

    /// Sets how many events may wait for the recorder before publishers get back pressure. 10,000 unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 1 to 1,048,576.
    pub fn with_queue_capacity(mut self, events: usize) -> Result<Self, ConfigError> {
        self.settings.queue_capacity = Keys::queue_capacity().check(events)?;
        Ok(self)
    }

    /// Sets the most events that the recorder writes in one transaction. 5,000 unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 1 to 20,000.
    pub fn with_batch(mut self, events: usize) -> Result<Self, ConfigError> {
        self.settings.batch = Keys::batch().check(events)?;
        Ok(self)
    }

    /// Sets the polling interval of relay and durable subscriptions, in case a notification is lost. 500 ms unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 1 ms to an hour.
    pub fn with_poll_interval(mut self, interval: Duration) -> Result<Self, ConfigError> {
        self.settings.poll_interval = Keys::poll_interval().check(interval)?;
        Ok(self)
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
    /// Without the URL: it may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HistoryConfig").field("settings", &self.settings).finish_non_exhaustive()
    }
}

type Synchronously = Choice<Synchronous>;

settings! {
    /// What remains of a configuration once the database is open.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Settings: "recorder" = "The history: the database that records every event. Without a `url` nothing is recorded." {
        migrate: Switch = false, "whether the start migrates the database's schema to the catalog";
        // By default some seconds of a busy orchestrator, about 10 MB. A million events, about 1 GB, hide a database that will never catch up.
        queue_capacity: Count(1 to 1_048_576) = 10_000, "the length of the recorder's queue at which publishers get back pressure";
        // More than the default gains nothing (see docs/benchmarks.md) and holds memory.
        batch: Count(1 to 20_000) = 5_000, "the most events that are written in one transaction";
        synchronous: Synchronously = Synchronous::Normal, "whether a committed event survives, on SQLite, the end of the process, or a power failure too";
        poll_interval: Time("1ms" to "1h") = "500ms", "the polling interval, in case a notification is lost";
    }
    no default {
        url: Secret("a text without control characters", |_| Ok(())), "the database, `postgres://user:password@host/database` or `sqlite:path/to/file.db`";
        url_file: Path, "a file that contains the `url`, instead of `url`";
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::initial()
    }
}

impl Word for Synchronous {
    const WORDS: &'static [(&'static str, Self)] = &[("normal", Self::Normal), ("full", Self::Full)];
}

impl FromSection for Settings {
    /// `None` without a database.
    type Read = Option<HistoryConfig>;

    fn read(section: &mut Section<'_, '_>) -> Option<HistoryConfig> {
        let url = section.secret(&Keys::url(), &Keys::url_file());
        let mut settings = Self::default();
        settings.read_settings(section);
        url.map(|url| HistoryConfig { settings, ..HistoryConfig::new(url) })
    }
}
