//! Redaction of payloads.
//!
//! Sensitive fields become `"[redacted]"`, also in nested records, and so do fields that are not in the catalog: a removed field may
//! have been sensitive. Other values stay byte for byte. Fields are in catalog order, because PostgreSQL does not keep the order
//! in which they were written.

use aegis_events_catalog::model::Scalar;
use serde_json::value::RawValue;

use super::misfit::members;
use super::{Record, Type};

/// The replacement of a redacted value, equal in Rust and in the audit log.
pub(crate) const REDACTED: &str = "[redacted]";
/// The replacement as JSON, also for a payload that is not an object.
pub(crate) const REDACTED_JSON: &str = r#""[redacted]""#;

impl Record {
    /// The redacted payload as JSON text.
    pub(crate) fn redact(&self, json: &[u8]) -> String {
        let mut out = String::with_capacity(json.len());
        self.write(json, &mut out);
        out
    }

    fn write(&self, json: &[u8], out: &mut String) {
        let Some(members) = members(json) else { return out.push_str(REDACTED_JSON) };
        let mut members: Vec<_> = members.iter().map(|(name, value)| (self.place_of(name), name, value)).collect();
        members.sort_by_key(|(place, ..)| place.unwrap_or(usize::MAX));
        out.push('{');
        for (at, (place, name, value)) in members.into_iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            push_name(name, out);
            match place {
                Some(place) if !self.fields[place].is_sensitive() => self.types[place].write(value.get(), out),
                _ => out.push_str(REDACTED_JSON),
            }
        }
        out.push('}');
    }
}

impl Type {
    fn write(&self, json: &str, out: &mut String) {
        match self {
            Self::Scalar(Scalar::Json) | Self::Opaque(_) => out.push_str(json),
            // The value may be from a former record with sensitive fields.
            Self::Scalar(_) | Self::Enumeration { .. } if json.starts_with(['{', '[']) => out.push_str(REDACTED_JSON),
            Self::Scalar(_) | Self::Enumeration { .. } => out.push_str(json),
            Self::Option(_) if json == "null" => out.push_str(json),
            Self::Option(inner) => inner.write(json, out),
            Self::Record(record) => record.write(json.as_bytes(), out),
            Self::Vec(inner) => match elements(json) {
                Some(elements) => write_list(elements.iter().map(|element| (&**inner, element.get())), out),
                None => out.push_str(REDACTED_JSON),
            },
            Self::Pair(first, second) => match elements(json).as_deref() {
                Some([a, b]) => write_list([(&**first, a.get()), (&**second, b.get())].into_iter(), out),
                _ => out.push_str(REDACTED_JSON),
            },
            Self::Map(inner) => {
                let Some(members) = members(json.as_bytes()) else { return out.push_str(REDACTED_JSON) };
                out.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    push_name(name, out);
                    inner.write(value.get(), out);
                }
                out.push('}');
            }
        }
    }
}

fn elements(json: &str) -> Option<Vec<&RawValue>> {
    serde_json::from_str(json).ok()
}

fn write_list<'a>(elements: impl Iterator<Item = (&'a Type, &'a str)>, out: &mut String) {
    out.push('[');
    for (at, (of, json)) in elements.enumerate() {
        if at > 0 {
            out.push(',');
        }
        of.write(json, out);
    }
    out.push(']');
}

fn push_name(name: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(name).to_string());
    out.push(':');
}
