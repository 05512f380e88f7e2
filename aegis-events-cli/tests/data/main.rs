//! The commands that read recorded or live events: `history`, `dead-letters`, `verify-store`, `sql`, `tail`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod asking;
mod command;
mod connecting;
mod database;
mod dead_letters;
mod following;
mod reading_only;
mod refusing;
mod schema;
mod showing;
mod tailing;
mod verifying;

/// The domain of the tests.
pub(crate) mod runs {
    /// The events of the tests.
    #[aegis_events::domain_events(catalog = "runs.toml")]
    pub enum DomainEvent {}
}
