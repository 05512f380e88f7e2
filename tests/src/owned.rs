//! A user's type that the catalog refers to with `rust`.

/// A user's type.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Owned {
    /// A number.
    pub number: f64,
}
