//! The server's side of the generated service: its items are messages that are encoded already.

#![allow(missing_docs, unreachable_pub, clippy::all, reason = "written by a generator")]

include!("generated/serving.rs");
