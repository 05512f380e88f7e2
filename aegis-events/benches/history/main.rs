//! The history against what one would write by hand: `cargo bench -p aegis-events --bench history --all-features -- [write|read|latency|memory|indexes]`.
//!
//! Every contender of a table runs in the same process run, on the same rows, in turns; a table shows medians and ratios. PostgreSQL is a private
//! server in a temporary folder with its default `fsync=on`; SQLite is a file next to it.

mod events;
mod indexes;
mod latency;
mod memory;
mod postgres;
mod read;
mod sqlite;

use aegis_events_test_servers::Postgres;
use tokio::runtime::Builder;

#[path = "../support/mod.rs"]
mod support;

/// Runs of each contender; the median counts.
const RUNS: usize = 3;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let wants = |part: &str| wanted.is_empty() || wanted.iter().any(|name| name == part);
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        if wants("write") {
            sqlite::write().await;
            postgres::write(&Postgres::start()).await;
        }
        if wants("read") {
            read::sqlite().await;
            read::postgres(&Postgres::start()).await;
        }
        if wants("latency") {
            latency::sqlite().await;
            latency::postgres(&Postgres::start()).await;
        }
        if wants("memory") {
            memory::database_away(Postgres::start()).await;
        }
        if wants("indexes") {
            indexes::costs(&Postgres::start()).await;
        }
    });
}
