//! Reading back typed against a plain `SELECT` of the same columns through the same driver, the JSON left unparsed.
//!
//! Both go through the whole table once, in order of positions. The plain one is a single statement whose rows are streamed, which is the best
//! that the driver can do; ours pages, so that a slow reader holds no statement open.

use std::path::Path;
use std::time::Instant;

use aegis_events::domain::DomainEvent;
use aegis_events::history::History;
use aegis_events_test_servers::Postgres;
use futures_util::{StreamExt, TryStreamExt};
use sqlx::{PgPool, Row, SqlitePool};

use super::RUNS;
use super::events::{event, open, record_all};
use super::memory::{peak_kb, reset_peak};
use super::postgres::as_installed;
use super::sqlite::url;
use super::support::{median, table};

/// Rows that are read.
const READ_ROWS: u64 = 1_000_000;
/// Rows that are in memory at once while the table is filled.
const CHUNK: u64 = 50_000;
/// The columns that an event in its envelope is made of.
const SELECT: &str = "SELECT position, event_id, family, event_type, publisher, created_at, correlation_id, causation_id, \
                      node_id, bus_id, sequence, event_data FROM domain_events ORDER BY position";

pub(crate) async fn sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let history = open(&url(folder.path())).await;
    fill(&history).await;
    let pool = SqlitePool::connect(&url(folder.path())).await.expect("a pool");
    compare("SQLite", &history, async || plain_sqlite(&pool).await).await;
    history.close().await;
    whole_file(folder.path());
}

pub(crate) async fn postgres(server: &Postgres) {
    let database = server.create_database();
    as_installed(&database);
    let history = open(&database.url).await;
    fill(&history).await;
    let pool = PgPool::connect(&database.url).await.expect("a pool");
    compare("PostgreSQL", &history, async || plain_postgres(&pool).await).await;
    history.close().await;
}

async fn fill(history: &History<DomainEvent>) {
    for chunk in 0..READ_ROWS / CHUNK {
        record_all(history, (chunk * CHUNK..(chunk + 1) * CHUNK).map(event).collect()).await;
    }
}

async fn compare(name: &str, history: &History<DomainEvent>, plain: impl AsyncFn() -> u64) {
    let (mut typed, mut floor, mut grown) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let start = Instant::now();
        assert_eq!(plain().await, READ_ROWS);
        floor.push(READ_ROWS as f64 / start.elapsed().as_secs_f64());
        let before = reset_peak();
        let start = Instant::now();
        assert_eq!(through_history(history).await, READ_ROWS);
        typed.push(READ_ROWS as f64 / start.elapsed().as_secs_f64());
        grown.push(peak_kb().saturating_sub(before) as f64 / 1024.0);
    }
    let (typed, floor) = (median(&typed), median(&floor));
    table(
        &format!("{name}: reading {READ_ROWS} rows in order"),
        &["contender", "rows/s", "ratio", "memory grown, MiB"],
        &[
            vec!["plain SELECT, JSON unparsed".into(), format!("{floor:.0}"), "1.00".into(), String::new()],
            vec![
                "`history.events().stream()`, typed".into(),
                format!("{typed:.0}"),
                format!("{:.2}", typed / floor),
                format!("{:.1}", median(&grown)),
            ],
        ],
    );
}

async fn through_history(history: &History<DomainEvent>) -> u64 {
    let events = history.events::<DomainEvent>().stream();
    let counted = events.fold(0, |count, event| async move {
        event.expect("a row that decodes");
        count + 1
    });
    counted.await
}

async fn plain_postgres(pool: &PgPool) -> u64 {
    let mut rows = sqlx::query(SELECT).fetch(pool);
    let (mut count, mut bytes) = (0, 0);
    while let Some(row) = rows.try_next().await.expect("a row") {
        let _: (i64, uuid::Uuid) = (row.get(0), row.get(1));
        let _: (&str, &str, &str) = (row.get(2), row.get(3), row.get(4));
        let _: (chrono::DateTime<chrono::Utc>, uuid::Uuid, Option<uuid::Uuid>) = (row.get(5), row.get(6), row.get(7));
        let _: (&str, uuid::Uuid, Option<i64>) = (row.get(8), row.get(9), row.get(10));
        bytes += row.try_get_raw(11).expect("JSON").as_bytes().expect("JSON").len();
        count += 1;
    }
    assert!(bytes > 0);
    count
}

async fn plain_sqlite(pool: &SqlitePool) -> u64 {
    let mut rows = sqlx::query(SELECT).fetch(pool);
    let (mut count, mut bytes) = (0, 0);
    while let Some(row) = rows.try_next().await.expect("a row") {
        let _: (i64, &str) = (row.get(0), row.get(1));
        let _: (&str, &str, &str) = (row.get(2), row.get(3), row.get(4));
        let _: (&str, &str, Option<&str>) = (row.get(5), row.get(6), row.get(7));
        let _: (&str, &str, Option<i64>) = (row.get(8), row.get(9), row.get(10));
        bytes += row.get::<&str, _>(11).len();
        count += 1;
    }
    assert!(bytes > 0);
    count
}

/// For the reader of the table: what it was about.
fn whole_file(folder: &Path) {
    let bytes: u64 = std::fs::read_dir(folder)
        .expect("the folder")
        .filter_map(|entry| Some(entry.ok()?.metadata().ok()?.len()))
        .sum();
    println!("\nThe SQLite file has {} MiB.", bytes / 1024 / 1024);
}
