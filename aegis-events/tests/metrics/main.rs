//! Metrics through the public API: scrapes after given events.

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
