//! The gRPC stream from the outside: clients in Rust over real connections, and one in Python.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod choosing;
mod crowds;
mod ending;
mod python;
mod receiving;
mod resuming;
mod shop;
mod slow;
