//! The generated service of the server. Its items are encoded messages.

#![allow(missing_docs, unreachable_pub, clippy::all, reason = "written by a generator")]

include!("generated/serving.rs");
