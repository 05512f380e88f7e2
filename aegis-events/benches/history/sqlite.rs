//! Recording into SQLite against a loop by hand: rusqlite, one prepared statement, transactions of 500.

use std::path::Path;
use std::time::Instant;

use aegis_events::domain::DomainEvent;
use aegis_events::event::{Domain, KeyRef};
use rusqlite::{Connection, params_from_iter, types::Value};

use super::RUNS;
use super::events::{ROWS, all, open, record_all};
use super::support::{median, table};

/// Rows of one transaction of the loop by hand, as the field does it.
const BY_HAND: usize = 500;

pub(crate) async fn write() {
    let (mut recorder, mut by_hand) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        recorder.push(through_recorder().await);
        by_hand.push(through_rusqlite().await);
    }
    let floor = median(&by_hand);
    let row = |name: &str, rate: f64| vec![name.to_owned(), format!("{rate:.0}"), format!("{:.2}", rate / floor)];
    table(
        &format!("SQLite (WAL, NORMAL), {ROWS} rows, all indexes on"),
        &["contender", "rows/s", "ratio"],
        &[row("rusqlite by hand, 500 a transaction", floor), row("recorder, publish to commit", median(&recorder))],
    );
}

async fn through_recorder() -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let history = open(&url(folder.path())).await;
    let events = all(ROWS);
    let start = Instant::now();
    record_all(&history, events).await;
    let took = start.elapsed();
    history.close().await;
    ROWS as f64 / took.as_secs_f64()
}

/// A hand-written recorder: the same columns, into the same table with the same indexes.
async fn through_rusqlite() -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    open(&url(folder.path())).await.close().await;
    let events = all(ROWS);
    let connection = Connection::open(folder.path().join("events.db")).expect("a database");
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL").expect("pragmas");
    let keys: Vec<_> = DomainEvent::catalog().keys().iter().map(|key| key.name()).collect();
    let sql = format!(
        "INSERT INTO domain_events (position, event_id, event_type, family, publisher, version, occurred_at, \
         created_at, correlation_id, causation_id, node_id, bus_id, sequence, event_data, {}) VALUES ({})",
        keys.join(", "),
        vec!["?"; 14 + keys.len()].join(", ")
    );
    let bus_id = uuid::Uuid::now_v7().to_string();
    let start = Instant::now();
    let mut position = 0;
    for chunk in events.chunks(BY_HAND) {
        connection.execute_batch("BEGIN").expect("begin");
        let mut statement = connection.prepare_cached(&sql).expect("a statement");
        for event in chunk {
            position += 1;
            statement.execute(params_from_iter(row(event, position, &bus_id))).expect("insert");
        }
        connection.execute_batch("COMMIT").expect("commit");
    }
    ROWS as f64 / start.elapsed().as_secs_f64()
}

fn row(event: &DomainEvent, position: i64, bus_id: &str) -> Vec<Value> {
    let payload = event.payload();
    let info = DomainEvent::catalog().event(payload.kind());
    let id = uuid::Uuid::now_v7().to_string();
    let now = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let occurred = payload.occurred_at().map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true));
    let mut json = Vec::new();
    payload.write_json(&mut json).expect("JSON");
    let text = |text: &str| Value::Text(text.to_owned());
    let mut row = vec![
        Value::Integer(position),
        Value::Text(id.clone()),
        text(info.event_type()),
        text(info.family()),
        text("AegisFSAL"),
        Value::Integer(1),
        Value::Text(occurred.unwrap_or_else(|| now.clone())),
        Value::Text(now),
        Value::Text(id),
        Value::Null,
        text("local"),
        text(bus_id),
        Value::Integer(position),
        Value::Text(String::from_utf8(json).expect("text")),
    ];
    row.extend((0..DomainEvent::catalog().keys().len()).map(|key| match payload.key(key) {
        Some(KeyRef::Uuid(uuid)) => Value::Text(uuid.to_string()),
        Some(KeyRef::Text(text)) => Value::Text(text.to_owned()),
        Some(KeyRef::Integer(integer)) => Value::Text(integer.to_string()),
        _ => Value::Null,
    }));
    row
}

pub(crate) fn url(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("events.db").display())
}
