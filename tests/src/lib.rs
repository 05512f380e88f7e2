//! Generated code in unusual places. That this crate builds without a warning is the test.

#![deny(warnings, missing_docs, unreachable_pub, missing_debug_implementations, dead_code, deprecated)]

pub mod clashes;
pub mod nested;
pub mod owned;
pub mod restricted;
pub mod shadowed;
