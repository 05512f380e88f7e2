//! Generated code in unusual places. The test is that this crate builds without warnings.

#![deny(warnings, missing_docs, unreachable_pub, missing_debug_implementations, dead_code, deprecated)]

pub mod clashes;
pub mod nested;
pub mod owned;
pub mod restricted;
pub mod shadowed;
