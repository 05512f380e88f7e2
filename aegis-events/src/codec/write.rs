//! From a record's values to JSON text, to a serde serializer and to `Debug`.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::record::{Record, Value};
use super::redact::{REDACTED, Redacting};
use crate::catalog::Field;

/// Appends a record as a JSON object.
pub(super) fn write_json(fields: &[Field], values: &[&dyn Value], out: &mut Vec<u8>) -> serde_json::Result<()> {
    write_fields::<false>(fields, values, out)
}

/// Appends a record as a JSON object with sensitive fields redacted, including those of nested records.
pub(super) fn write_redacted_json(
    fields: &[Field],
    values: &[&dyn Value],
    out: &mut Vec<u8>,
) -> serde_json::Result<()> {
    let _redacting = Redacting::begin();
    write_fields::<true>(fields, values, out)
}

/// Field names need no escaping: the catalog allows only `[a-z0-9_]`.
fn write_fields<const REDACT: bool>(
    fields: &[Field],
    values: &[&dyn Value],
    out: &mut Vec<u8>,
) -> serde_json::Result<()> {
    let mut before = b"{\"".as_slice();
    for (field, value) in fields.iter().zip(values) {
        out.extend_from_slice(before);
        out.extend_from_slice(field.name().as_bytes());
        out.extend_from_slice(b"\":");
        if REDACT && field.is_sensitive() {
            REDACTED.write_json(out)?;
        } else {
            value.write_json(out)?;
        }
        before = b",\"";
    }
    out.extend_from_slice(if fields.is_empty() { b"{}" } else { b"}" });
    Ok(())
}

/// Serializes a record as a map. Sensitive fields are included, unless an outer record is being written redacted.
pub fn serialize<T: Record, S: Serializer>(record: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serialize_fields(T::FIELDS, record.values().as_ref(), serializer)
}

fn serialize_fields<S: Serializer>(fields: &[Field], values: &[&dyn Value], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(fields.len()))?;
    for (field, value) in fields.iter().zip(values) {
        if field.is_sensitive() && Redacting::is_on() {
            map.serialize_entry(field.name(), REDACTED)?;
        } else {
            map.serialize_entry(field.name(), &Erased(*value))?;
        }
    }
    map.end()
}

struct Erased<'a>(&'a dyn Value);

impl Serialize for Erased<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        erased_serde::serialize(self.0, serializer)
    }
}

/// Shows a record as derived `Debug` would, sensitive fields redacted.
pub fn debug<T: Record>(record: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    debug_fields(T::NAME, T::FIELDS, record.values().as_ref(), f)
}

fn debug_fields(name: &str, fields: &[Field], values: &[&dyn Value], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    for (field, value) in fields.iter().zip(values) {
        if field.is_sensitive() {
            shown.field(field.name(), &format_args!("{REDACTED}"));
        } else {
            shown.field(field.name(), value);
        }
    }
    shown.finish()
}
