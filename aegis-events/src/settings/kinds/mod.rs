//! The kinds of settings: what a value may be, in words and in code. A kind is compiled if a section has a setting of it.

#[cfg(any(feature = "grpc", feature = "metrics"))]
pub(crate) mod address;
#[cfg(any(feature = "audit", feature = "grpc"))]
pub(crate) mod bytes;
#[cfg(any(feature = "audit", feature = "postgres", feature = "sqlite"))]
pub(crate) mod choice;
pub(crate) mod count;
pub(crate) mod name;
#[cfg(feature = "metrics")]
pub(crate) mod names;
#[cfg(any(feature = "audit", feature = "grpc", feature = "postgres", feature = "sqlite"))]
pub(crate) mod path;
#[cfg(any(feature = "audit", feature = "grpc", feature = "postgres", feature = "sqlite"))]
pub(crate) mod secret;
#[cfg(any(feature = "grpc", feature = "metrics", feature = "postgres", feature = "sqlite"))]
pub(crate) mod switch;
#[cfg(any(
    feature = "audit",
    feature = "grpc",
    feature = "metrics",
    feature = "postgres",
    feature = "reaper",
    feature = "sqlite"
))]
pub(crate) mod time;
#[cfg(any(
    feature = "audit",
    feature = "grpc",
    feature = "metrics",
    feature = "postgres",
    feature = "reaper",
    feature = "sqlite"
))]
mod units;

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
