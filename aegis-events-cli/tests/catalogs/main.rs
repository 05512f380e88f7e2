//! The commands that work on catalogs: output, exit codes, files.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod arguments;
mod bad_input;
mod check;
mod completions;
mod diff;
mod fix;
mod fmt;
mod new;
mod rules;
mod stats;
mod support;
mod tutorial;
