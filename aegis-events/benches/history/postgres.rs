//! Recording into PostgreSQL against `psql \copy` of the same rows into the same table, and against one `INSERT` per event.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use aegis_events::domain::DomainEvent;
use aegis_events::event::Domain;
use aegis_events_test_servers::{Database, Postgres};
use sqlx::{Connection, PgConnection};

use super::RUNS;
use super::events::{ROWS, all, event, open, record_all};
use super::support::{median, table};

/// Single inserts are so slow that some are enough.
const SINGLE: u64 = 3_000;

pub(crate) async fn write(server: &Postgres) {
    let database = server.create_database();
    as_installed(&database);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("rows.txt");
    let (mut recorder, mut copy, mut single) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        recorder.push(through_recorder(&database).await);
        psql(&database, &format!("\\copy domain_events TO '{}'", file.display()));
        empty(&database);
        copy.push(through_copy(&database, &file));
        empty(&database);
        single.push(one_by_one(&database).await);
        empty(&database);
    }
    let (floor, by_hand) = (median(&copy), median(&single));
    let row = |name: &str, rate: f64| {
        let (to_copy, to_single) = (rate / floor, rate / by_hand);
        vec![name.to_owned(), format!("{rate:.0}"), format!("{to_copy:.2}"), format!("{to_single:.1}")]
    };
    table(
        &format!("PostgreSQL (fsync on), {ROWS} rows, all indexes on"),
        &["contender", "rows/s", "to \\copy", "to single inserts"],
        &[
            row("psql \\copy", floor),
            row("one INSERT per event", by_hand),
            row("recorder, publish to commit", median(&recorder)),
        ],
    );
}

async fn through_recorder(database: &Database) -> f64 {
    let history = open(&database.url).await;
    let events = all(ROWS);
    let start = Instant::now();
    record_all(&history, events).await;
    let took = start.elapsed();
    history.close().await;
    ROWS as f64 / took.as_secs_f64()
}

fn through_copy(database: &Database, file: &Path) -> f64 {
    let start = Instant::now();
    psql(database, &format!("\\copy domain_events FROM '{}'", file.display()));
    ROWS as f64 / start.elapsed().as_secs_f64()
}

/// What is done by hand today: one statement and one commit per event.
async fn one_by_one(database: &Database) -> f64 {
    let mut connection = PgConnection::connect(&database.url).await.expect("a connection");
    let events: Vec<DomainEvent> = (0..SINGLE).map(event).collect();
    let bus_id = uuid::Uuid::now_v7();
    let start = Instant::now();
    for (position, event) in (1_i64..).zip(&events) {
        let payload = event.payload();
        let info = DomainEvent::catalog().event(payload.kind());
        let mut json = Vec::new();
        payload.write_json(&mut json).expect("JSON");
        let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
        let id = uuid::Uuid::now_v7();
        sqlx::query(
            "INSERT INTO domain_events (position, event_id, event_type, family, publisher, version, occurred_at, \
             created_at, correlation_id, node_id, bus_id, sequence, event_data, execution_id) \
             VALUES ($1, $2, $3, $4, $5, 1, $6, now(), $2, 'local', $7, $1, $8, $9)",
        )
        .bind(position)
        .bind(id)
        .bind(info.event_type())
        .bind(info.family())
        .bind("AegisFSAL")
        .bind(payload.occurred_at())
        .bind(bus_id)
        .bind(&json)
        .bind(event.execution_id().map(uuid::Uuid::from))
        .execute(&mut connection)
        .await
        .expect("insert");
    }
    SINGLE as f64 / start.elapsed().as_secs_f64()
}

/// The test server keeps little WAL; a benchmark wants what PostgreSQL has as it is installed.
pub(crate) fn as_installed(database: &Database) {
    for setting in ["max_wal_size = '1GB'", "min_wal_size = '80MB'", "shared_buffers = '128MB'"] {
        psql(database, &format!("ALTER SYSTEM SET {setting}"));
    }
    psql(database, "SELECT pg_reload_conf()");
}

/// Empties the tables, and leaves the server with nothing to write behind the next contender's back.
pub(crate) fn empty(database: &Database) {
    psql(database, "TRUNCATE domain_events");
    psql(database, "UPDATE event_positions SET last = 0");
    psql(database, "CHECKPOINT");
}

pub(crate) fn psql(database: &Database, command: &str) {
    let psql = aegis_events_test_servers::find::psql().expect("psql");
    let output = Command::new(psql).args([&database.url, "-v", "ON_ERROR_STOP=1", "-qXc", command]).output();
    let output = output.expect("psql runs");
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
}
