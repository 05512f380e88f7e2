//! A type of the user's that the catalog names with `rust`.

/// Holds whatever the user likes.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Owned {
    /// A number.
    pub number: f64,
}
