//! Records as trait objects.

use std::fmt::Debug;

use super::record::Record;
use super::write::{write_json, write_redacted_json};

/// A record of any type, as a trait object.
pub trait AnyRecord: Debug {
    /// Appends the record as a JSON object.
    fn write_json(&self, out: &mut Vec<u8>) -> serde_json::Result<()>;

    /// Appends the record as a JSON object in which sensitive fields are `"[redacted]"`, including those of nested records.
    fn write_redacted_json(&self, out: &mut Vec<u8>) -> serde_json::Result<()>;

    /// The record, for any serializer.
    fn as_serialize(&self) -> &dyn erased_serde::Serialize;
}

impl<T: Record> AnyRecord for T {
    fn write_json(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        write_json(T::FIELDS, self.values().as_ref(), out)
    }

    fn write_redacted_json(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        write_redacted_json(T::FIELDS, self.values().as_ref(), out)
    }

    fn as_serialize(&self) -> &dyn erased_serde::Serialize {
        self
    }
}
