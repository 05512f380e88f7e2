//! The commands that read what services have recorded or publish: `history`, `set-aside`, `verify-store`, `sql`, `tail`, as a user calls them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod asking;
mod command;
mod database;
mod dead_letters;
mod following;
mod refusing;
mod schema;
mod showing;
mod strangers;
mod tailing;
mod verifying;

/// What the tests record.
pub(crate) mod runs {
    /// Every event of the tests.
    #[aegis_events::domain_events(catalog = "runs.toml")]
    pub enum DomainEvent {}
}
