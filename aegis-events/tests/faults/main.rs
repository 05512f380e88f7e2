//! Faults that the history and the audit log survive, each with a real server or a real file: processes that are killed, servers that
//! stop, disks that are full, tables changed by hand, files that are no databases.
//!
//! What is checked is always the same: whatever was confirmed is there, once; nothing that was undone is there; positions are dense. No test
//! sleeps to wait for something: it looks again and again, up to a [deadline](waiting::DEADLINE).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod again;
#[cfg(feature = "audit")]
mod audited;
mod away;
mod books;
mod changed;
mod child;
mod database;
mod files;
mod full;
mod interleaved;
mod killed;
mod load;
mod rights;
mod waiting;
