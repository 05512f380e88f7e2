//! Payloads to JSON and back, by tables instead of derived code.
//!
//! A record is a struct with a table of its [`Field`](crate::catalog::Field)s. The code that writes and reads it exists once per *field
//! type* (`Value`, `Slot`) and once for all records (`write`, `read`); a record only lists its fields in order. So a catalog of many
//! events compiles faster than with derived code.

mod any_record;
mod error;
pub(crate) mod fields;
pub(crate) mod finite;
pub(crate) mod read;
pub(crate) mod record;
mod redact;
mod timestamp;
pub(crate) mod write;

pub use any_record::AnyRecord;
pub use error::{DecodeError, EncodeError};
