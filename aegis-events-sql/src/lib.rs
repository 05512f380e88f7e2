//! The SQL types of events' fields and the columns that a history always has. Each is one table for the runtime, the catalogs' checks, the
//! command line and the reference pages.
//!
//! ```
//! use aegis_events_sql::SqlType;
//!
//! assert_eq!(SqlType::Timestamp.postgres(), "timestamptz");
//! assert_eq!(SqlType::Timestamp.sqlite(), "text");
//! ```

pub mod envelope;
mod sql_type;

pub use sql_type::SqlType;
