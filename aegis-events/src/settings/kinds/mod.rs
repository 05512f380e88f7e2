//! The kinds of settings: what a value may be, in words and in code. A kind is compiled if a section has a setting of it.

#[cfg(any(feature = "grpc", feature = "metrics"))]
mod address;
#[cfg(any(feature = "audit", feature = "grpc"))]
mod bytes;
#[cfg(any(feature = "audit", feature = "postgres", feature = "sqlite"))]
mod choice;
mod count;
mod name;
#[cfg(feature = "metrics")]
mod names;
#[cfg(any(feature = "audit", feature = "grpc", feature = "postgres", feature = "sqlite"))]
mod path;
#[cfg(any(feature = "audit", feature = "grpc", feature = "postgres", feature = "sqlite"))]
mod secret;
#[cfg(any(feature = "grpc", feature = "metrics", feature = "postgres", feature = "sqlite"))]
mod switch;
#[cfg(any(
    feature = "audit",
    feature = "grpc",
    feature = "metrics",
    feature = "postgres",
    feature = "reaper",
    feature = "sqlite"
))]
mod time;
#[cfg(any(
    feature = "audit",
    feature = "grpc",
    feature = "metrics",
    feature = "postgres",
    feature = "reaper",
    feature = "sqlite"
))]
mod units;

#[cfg(any(feature = "grpc", feature = "metrics"))]
pub(crate) use address::Address;
#[cfg(any(feature = "audit", feature = "grpc"))]
pub(crate) use bytes::Bytes;
#[cfg(any(feature = "audit", feature = "postgres", feature = "sqlite"))]
pub(crate) use choice::{Choice, Word};
pub(crate) use count::Count;
pub(crate) use name::Name;
#[cfg(feature = "metrics")]
pub(crate) use names::Names;
#[cfg(any(feature = "audit", feature = "grpc", feature = "postgres", feature = "sqlite"))]
pub(crate) use path::Path;
#[cfg(any(feature = "audit", feature = "grpc", feature = "postgres", feature = "sqlite"))]
pub(crate) use secret::Secret;
#[cfg(any(feature = "grpc", feature = "metrics", feature = "postgres", feature = "sqlite"))]
pub(crate) use switch::Switch;
#[cfg(any(
    feature = "audit",
    feature = "grpc",
    feature = "metrics",
    feature = "postgres",
    feature = "reaper",
    feature = "sqlite"
))]
pub(crate) use time::Time;

use super::content::Content;

/// A kind of setting.
pub(crate) trait Kind {
    type Value;
    /// Whether messages must not show its values.
    const IS_SECRET: bool = false;

    /// The allowed values, in words.
    fn allowed(&self) -> String;

    /// Reads a value. The error is a phrase that follows the key: "is 5".
    fn read(&self, content: &Content) -> Result<Self::Value, String>;

    /// A value that was set in code.
    fn check(&self, value: Self::Value) -> Result<Self::Value, String> {
        Ok(value)
    }

    /// A value as a file shows it.
    fn shown(&self, value: &Self::Value) -> String;
}

fn in_range<T>(value: T, fits: bool, shown: impl FnOnce() -> String) -> Result<T, String> {
    if fits { Ok(value) } else { Err(format!("is {}", shown())) }
}
