//! The audit log through its public API: writing, tampering, verification, proofs.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod books;
mod crashing;
mod keys;
mod proving;
mod secrets;
mod starting;
mod tampering;
mod writing;

/// Every event of the tests.
#[aegis_events::domain_events(catalog = "catalog.toml")]
pub enum Audited {}
