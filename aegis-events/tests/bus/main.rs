//! The bus, claim by claim, on a small catalog written by hand.

#[path = "../support/mod.rs"]
mod support;

mod closing;
mod publishing;
