//! The history from the outside, on SQLite and on a PostgreSQL of the tests' own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![cfg(all(feature = "sqlite", feature = "postgres"))]

mod closing;
mod schema;
