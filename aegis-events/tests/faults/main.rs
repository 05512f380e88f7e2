//! Faults that the history and the audit log survive, each with a real server or a real file: processes that are killed, servers that
//! stop, disks that are full, tables changed by hand, files that are not databases.
//!
//! Every test checks the same: confirmed events are recorded once, rolled-back events are not recorded, positions have no gaps. No test
//! waits for a fixed time: it polls, up to a [deadline](waiting::DEADLINE).

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
