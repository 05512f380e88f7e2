//! The error of reading an enumeration.

use thiserror::Error;

/// The text is not a value of the enumeration.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{found}` is not a value of `{type_name}`: allowed are {}", quoted(.allowed))]
pub struct UnknownValue {
    pub(crate) type_name: &'static str,
    pub(crate) found: String,
    pub(crate) allowed: Vec<&'static str>,
}

fn quoted(values: &[&str]) -> String {
    values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
}
