//! Metrics from the outside, claim by claim: what a scrape says after this and that has happened.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod bus;
mod documents;
mod domain;
mod endpoint;
mod events;
mod exposition;
mod facade;
mod history;
mod labels;
mod order;
mod page;
mod promtool;
mod refusals;
mod scrape;
