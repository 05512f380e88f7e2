//! How long `publish_recorded` takes at a thousand events a second, against a bare commit of one row.
//!
//! Events come at fixed moments (as exactly as a timer of 1 ms can), whether those before have been answered or not: a slow answer does not
//! hold up the next question. The bare commit is one connection that inserts and commits one row after the other, at that rate at most;
//! it is measured from its own beginning, since a single connection may not keep up.

use std::time::Duration;

use aegis_events::domain::DomainEvent;
use aegis_events::domain::storage::FileRead;
use aegis_events::{BusConfig, EventBus};
use aegis_events_test_servers::Postgres;
use sqlx::{Connection, PgConnection, SqliteConnection};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::events::open;
use super::postgres::as_installed;
use super::sqlite::url;
use super::support::{file_read, table};

const RATE_HZ: u64 = 1_000;
const EVENTS: u64 = 10_000;

/// One table without indexes: what a commit of one row costs at least.
const MAKE: &str = "CREATE TABLE bare (id bigint PRIMARY KEY, event_data text NOT NULL)";
const INSERT: &str = "INSERT INTO bare VALUES ($1, $2)";

pub(crate) async fn sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = url(folder.path());
    let recorded = recorded(&url).await;
    let mut connection = SqliteConnection::connect(&url).await.expect("a connection");
    sqlx::query("PRAGMA synchronous = NORMAL").execute(&mut connection).await.expect("a pragma");
    sqlx::query(MAKE).execute(&mut connection).await.expect("a table");
    let mut bare = Vec::new();
    let mut ticks = ticks();
    for n in 0..EVENTS {
        ticks.tick().await;
        let json = json(n);
        let asked = Instant::now();
        sqlx::query(INSERT).bind(n as i64).bind(&json).execute(&mut connection).await.expect("a row");
        bare.push(asked.elapsed());
    }
    show("SQLite (WAL, NORMAL)", bare, recorded);
}

pub(crate) async fn postgres(server: &Postgres) {
    let database = server.create_database();
    as_installed(&database);
    let recorded = recorded(&database.url).await;
    let mut connection = PgConnection::connect(&database.url).await.expect("a connection");
    sqlx::query(MAKE).execute(&mut connection).await.expect("a table");
    let mut bare = Vec::new();
    let mut ticks = ticks();
    for n in 0..EVENTS {
        ticks.tick().await;
        let json = json(n);
        let asked = Instant::now();
        sqlx::query(INSERT).bind(n as i64).bind(&json).execute(&mut connection).await.expect("a row");
        bare.push(asked.elapsed());
    }
    show("PostgreSQL (fsync on)", bare, recorded);
}

async fn recorded(url: &str) -> Vec<Duration> {
    let history = open(url).await;
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    history.record(&bus);
    let mut waiting = JoinSet::new();
    let mut ticks = ticks();
    for n in 0..EVENTS {
        ticks.tick().await;
        let publisher = publishers.aegis_fsal.clone();
        let asked = Instant::now();
        waiting.spawn(async move {
            publisher.publish_recorded(read(n)).await.expect("it is recorded");
            asked.elapsed()
        });
    }
    let took = waiting.join_all().await;
    history.close().await;
    took
}

fn ticks() -> tokio::time::Interval {
    let mut ticks = interval(Duration::from_nanos(1_000_000_000 / RATE_HZ));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    ticks
}

fn read(n: u64) -> FileRead {
    file_read(n)
}

fn json(n: u64) -> String {
    serde_json::to_string(&read(n)).expect("JSON")
}

fn show(name: &str, bare: Vec<Duration>, recorded: Vec<Duration>) {
    let (bare, recorded) = (Percentiles::of(bare), Percentiles::of(recorded));
    let row = |name: &str, of: &Percentiles| {
        vec![
            name.to_owned(),
            format!("{:.2}", of.median_ms),
            format!("{:.2}", of.p99_ms),
            format!("{:.2}", of.median_ms / bare.median_ms),
            format!("{:.2}", of.p99_ms / bare.p99_ms),
        ]
    };
    table(
        &format!("{name}: {EVENTS} events at {RATE_HZ} a second"),
        &["contender", "median, ms", "p99, ms", "median, ratio", "p99, ratio"],
        &[row("bare commit of one row", &bare), row("`publish_recorded`", &recorded)],
    );
}

struct Percentiles {
    median_ms: f64,
    p99_ms: f64,
}

impl Percentiles {
    fn of(mut took: Vec<Duration>) -> Self {
        took.sort_unstable();
        let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1_000.0;
        Self { median_ms: at(0.5), p99_ms: at(0.99) }
    }
}
