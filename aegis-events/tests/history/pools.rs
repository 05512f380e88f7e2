//! A history on a connection pool of the program.

use std::time::Duration;

use aegis_events::domain::volume::VolumeDeleted;
use aegis_events::domain::{DomainEvent, VolumeId};
use aegis_events::history::{History, HistoryConfig, HistoryError, Synchronous};
use aegis_events::{BusConfig, EventBus};
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use crate::database::{Database, both, described, postgres, sqlite};
use crate::events::deleted;
use crate::process::{DEADLINE, in_time};
use crate::transactions::Pool;

/// The acquire timeout. It includes the time to connect, which is long on a busy machine; one test waits until it has passed.
const WAIT: Duration = Duration::from_secs(2);

impl Pool {
    /// A pool of the program, with the settings that a history needs.
    async fn fit(database: &Database) -> Self {
        match database {
            Database::Postgres(database) => Self::Postgres(PgPool::connect(&database.url).await.unwrap()),
            Database::Sqlite(_) => {
                let options = options(database).journal_mode(SqliteJournalMode::Wal);
                let options = options.synchronous(SqliteSynchronous::Normal);
                Self::Sqlite(SqlitePool::connect_with(options).await.unwrap())
            }
        }
    }

    fn config(&self) -> HistoryConfig {
        match self {
            Self::Postgres(pool) => HistoryConfig::from(pool.clone()),
            Self::Sqlite(pool) => HistoryConfig::from(pool.clone()),
        }
    }
}

fn options(database: &Database) -> SqliteConnectOptions {
    let options: SqliteConnectOptions = database.url().parse().unwrap();
    options.create_if_missing(true)
}

/// The error of opening, without the place.
async fn refusal(config: HistoryConfig) -> String {
    let text = described(&History::<DomainEvent>::open(config.with_migrate(true)).await.unwrap_err());
    text.split_once(": the history cannot be opened: ").unwrap().1.to_owned()
}

#[tokio::test]
async fn state_and_event_use_one_pool_that_outlives_the_history() {
    for database in both() {
        let pool = Pool::fit(&database).await;
        for run in 1..=2 {
            let config = pool.config().with_migrate(true);
            assert_eq!(config.url(), "");
            let history = History::<DomainEvent>::open(config).await.unwrap();
            assert!(history.place().starts_with(&database.dialect().to_string()), "{}", history.place());
            let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
            let recorder = history.record(&bus);
            let mut live = bus.subscription::<VolumeDeleted>().lossless().subscribe();
            let reader = history.durable::<VolumeDeleted>("reader").run(async |_| {}).await.unwrap();
            publishers.volume_manager.publish_recorded(deleted(VolumeId::new())).await.unwrap();
            let volume_id = VolumeId::new();
            let mut tx = pool.begin().await;
            tx.execute(&format!("CREATE TABLE mine_{run} (id integer)")).await;
            tx.record(&publishers.volume_manager, deleted(volume_id)).await.unwrap();
            tx.commit().await;
            in_time(live.next()).await.unwrap();
            assert_eq!(in_time(live.next()).await.unwrap().volume_id, volume_id);
            assert!(in_time(reader.reached(2 * run)).await.is_ok());
            assert_eq!(reader.stop().await.delivered, 2);
            assert!(bus.shutdown(DEADLINE).await.is_drained());
            assert_eq!(recorder.ended().await.recorded, 1);
            history.close().await;
            let error = history.events::<DomainEvent>().count().await.unwrap_err();
            assert!(
                matches!(&error, HistoryError::Database { message, .. } if message == "the history was closed"),
                "{error}"
            );
            // The pool is still usable.
            pool.begin().await.rollback().await;
        }
        assert_eq!(database.value("SELECT count(*), max(position) FROM domain_events"), "4|4");
        let listeners =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";
        if let Database::Postgres(_) = database {
            let silent = async {
                while database.value(listeners) != "0" {
                    tokio::task::yield_now().await;
                }
            };
            in_time(silent).await;
        }
    }
}

#[tokio::test]
async fn a_closed_pool_is_refused() {
    for database in both() {
        let pool = Pool::fit(&database).await;
        let config = pool.config();
        match &pool {
            Pool::Postgres(pool) => pool.close().await,
            Pool::Sqlite(pool) => pool.close().await,
        }
        assert_eq!(refusal(config).await, "the pool of the program was closed; open the history before that");
    }
}

#[tokio::test]
async fn a_pool_of_postgres_needs_two_connections() {
    let Database::Postgres(database) = postgres() else { unreachable!() };
    let pool = PgPoolOptions::new().max_connections(1).connect(&database.url).await.unwrap();
    assert_eq!(
        refusal(pool.into()).await,
        "the pool allows 1 connection, and a history needs 2: it listens on one; set `PgPoolOptions::max_connections` to 2 or more"
    );
    let pool = PgPoolOptions::new().max_connections(2).acquire_timeout(WAIT);
    let pool = pool.connect(&database.url).await.unwrap();
    let history = History::<DomainEvent>::open(HistoryConfig::from(pool.clone()).with_migrate(true)).await.unwrap();
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    history.record(&bus);
    publishers.volume_manager.publish_recorded(deleted(VolumeId::new())).await.unwrap();
    bus.shutdown(DEADLINE).await;
    // The program holds both connections. The error must not claim that the server is unreachable.
    let _held = [pool.acquire().await.unwrap(), pool.acquire().await.unwrap()];
    let error = described(&history.events::<DomainEvent>().count().await.unwrap_err());
    assert_eq!(
        error.split_once("`: ").unwrap().1,
        "none of the 2 connections to the database became free within 2s; the program uses them: allow its pool more, or hold none while \
         waiting for the history"
    );
}

#[tokio::test]
async fn a_pool_of_sqlite_with_wrong_settings_is_refused() {
    let database = sqlite();
    let open = async |options: SqliteConnectOptions, durability| {
        let pool = SqlitePool::connect_with(options).await.unwrap();
        let text = refusal(HistoryConfig::from(pool.clone()).with_synchronous(durability)).await;
        pool.close().await;
        text
    };
    let process = Synchronous::Normal;
    assert_eq!(
        open(options(&database).journal_mode(SqliteJournalMode::Delete), process).await,
        "the pool's connections have the journal mode `delete`, in which readers and writers block each other; set \
         `SqliteConnectOptions::journal_mode(SqliteJournalMode::Wal)`"
    );
    let wal = || options(&database).journal_mode(SqliteJournalMode::Wal);
    assert_eq!(
        open(wal().synchronous(SqliteSynchronous::Off), process).await,
        "the pool's connections have `synchronous=OFF`: a power failure damages the file; set \
         `SqliteConnectOptions::synchronous(SqliteSynchronous::Normal)`"
    );
    assert_eq!(
        open(wal().synchronous(SqliteSynchronous::Normal), Synchronous::Full).await,
        "the pool's connections have `synchronous=NORMAL`: a power failure may lose the last commits; set \
         `SqliteConnectOptions::synchronous(SqliteSynchronous::Full)`, or open the history with `Synchronous::Normal`"
    );
    assert_eq!(
        open(wal().busy_timeout(Duration::ZERO), process).await,
        "the pool's connections do not wait for a busy file; set `SqliteConnectOptions::busy_timeout`, for example to five seconds"
    );
    assert_eq!(
        open("sqlite::memory:".parse().unwrap(), process).await,
        "the database is in memory, where each connection has its own database; make the pool one permanent connection: \
         `SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None)`"
    );
    let full = SqlitePool::connect_with(wal().synchronous(SqliteSynchronous::Full)).await.unwrap();
    let history =
        History::<DomainEvent>::open(HistoryConfig::from(full).with_migrate(true).with_synchronous(Synchronous::Full));
    history.await.unwrap().close().await;
}

#[tokio::test]
async fn one_connection_in_memory_is_enough() {
    let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    let pool = pool.connect("sqlite::memory:").await.unwrap();
    let history = History::<DomainEvent>::open(HistoryConfig::from(pool.clone()).with_migrate(true)).await.unwrap();
    assert_eq!(history.place(), "SQLite in memory");
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    history.record(&bus);
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
    publishers.volume_manager.record_in(&mut tx, deleted(VolumeId::new())).await.unwrap();
    tx.commit().await.unwrap();
    publishers.volume_manager.publish_recorded(deleted(VolumeId::new())).await.unwrap();
    bus.shutdown(DEADLINE).await;
    history.close().await;
    assert_eq!(sqlx::query_scalar::<_, i64>("SELECT count(*) FROM domain_events").fetch_one(&pool).await.unwrap(), 2);
}
