//! The built-in types of catalogs, as Rust types.

mod bytes;
mod unknown_value;

pub use bytes::Bytes;
pub use unknown_value::UnknownValue;
pub use uuid::Uuid;

/// `Timestamp` of the catalog: a moment, in UTC.
pub type Timestamp = chrono::DateTime<chrono::Utc>;

/// `Date` of the catalog: a calendar day without a time zone.
pub type Date = chrono::NaiveDate;

/// `Json` of the catalog: any JSON value.
pub type Json = serde_json::Value;

/// `Map<T>` of the catalog: values by string keys, sorted by key.
pub type Map<T> = std::collections::BTreeMap<String, T>;
