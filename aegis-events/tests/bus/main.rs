//! The bus, claim by claim, on a small catalog of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod accounting;
mod cancelling;
mod closing;
mod dropping;
mod handlers;
mod lanes;
mod lossless;
mod order;
mod own_types;
mod places;
mod pressure;
mod publishing;
mod receiving;
mod reporting;
mod types;
