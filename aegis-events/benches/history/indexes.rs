//! What each index of `domain_events` costs: the same rows copied into the table with its primary key alone, and with one index more.

use std::time::Instant;

use aegis_events_test_servers::{Database, Postgres};

use super::RUNS;
use super::events::{ROWS, all, open, record_all};
use super::postgres::{as_installed, psql};
use super::support::{median, table};

pub(crate) async fn costs(server: &Postgres) {
    let database = server.create_database();
    as_installed(&database);
    let history = open(&database.url).await;
    record_all(&history, all(ROWS)).await;
    history.close().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("rows.txt");
    psql(&database, &format!("\\copy domain_events TO '{}'", file.display()));
    let indexes = "SELECT indexname || '|' || indexdef FROM pg_indexes WHERE tablename = 'domain_events' \
                   AND indexname <> 'domain_events_pkey' ORDER BY indexname";
    let indexes = server.query(&database, indexes);
    let indexes: Vec<_> = indexes.iter().filter_map(|line| line.split_once('|')).collect();
    // The copied table has no views upon it.
    psql(&database, "CREATE TABLE copied (LIKE domain_events INCLUDING DEFAULTS, PRIMARY KEY (position))");
    let copy = || {
        psql(&database, "TRUNCATE copied");
        psql(&database, "CHECKPOINT");
        let start = Instant::now();
        psql(&database, &format!("\\copy copied FROM '{}'", file.display()));
        start.elapsed().as_secs_f64()
    };
    let mut bare = Vec::new();
    let mut with: Vec<Vec<f64>> = vec![Vec::new(); indexes.len()];
    let mut sizes = vec![0.0; indexes.len()];
    let mut all_on = Vec::new();
    for _ in 0..RUNS {
        bare.push(copy());
        for (at, (name, definition)) in indexes.iter().enumerate() {
            make(&database, name, definition);
            with[at].push(copy());
            sizes[at] = size_of(server, &database, name);
            psql(&database, &format!("DROP INDEX \"one_{name}\""));
        }
        for (name, definition) in &indexes {
            make(&database, name, definition);
        }
        all_on.push(copy());
        for (name, _) in &indexes {
            psql(&database, &format!("DROP INDEX \"one_{name}\""));
        }
    }
    let bare = median(&bare);
    let per_row_us = |took: f64| (took - bare) / ROWS as f64 * 1e6;
    let row = |name: &str, took: f64, size: Option<f64>| {
        let size = size.map_or(String::new(), |bytes| format!("{:.0}", bytes / ROWS as f64));
        vec![name.to_owned(), format!("{:.2}", took / bare), format!("{:.1}", per_row_us(took)), size]
    };
    let mut rows = vec![row("primary key alone", bare, None)];
    for (at, (name, _)) in indexes.iter().enumerate() {
        rows.push(row(&format!("`{name}`"), median(&with[at]), Some(sizes[at])));
    }
    rows.push(row("all of them", median(&all_on), Some(sizes.iter().sum())));
    table(
        &format!("PostgreSQL: \\copy of {ROWS} rows with one index in addition to the primary key"),
        &["index", "time, ratio", "µs a row", "bytes a row"],
        &rows,
    );
}

fn make(database: &Database, name: &str, definition: &str) {
    let made = definition
        .replace(&format!("INDEX {name} ON"), &format!("INDEX \"one_{name}\" ON"))
        .replace(" ON public.domain_events ", " ON copied ");
    psql(database, &made);
}

fn size_of(server: &Postgres, database: &Database, name: &str) -> f64 {
    let size = server.query(database, &format!("SELECT pg_relation_size('\"one_{name}\"')"));
    size.concat().parse().expect("a size")
}
