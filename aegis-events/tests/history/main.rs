//! The history through its public API, on SQLite and on a private PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod backfilling;
mod catalogs;
mod closing;
mod database;
mod dead_letters;
mod durable;
mod events;
mod old_rows;
mod opening;
mod outbox;
mod pools;
mod process;
mod querying;
mod raw;
mod reaping;
mod recording;
mod removing;
mod schema;
mod tls;
mod transactions;
mod values_recorded;
