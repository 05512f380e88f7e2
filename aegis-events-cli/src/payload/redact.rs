//! What of a payload may be shown.
//!
//! Sensitive fields are `"[redacted]"`, those of records inside too, and so is what the catalog does not know: a field that has left it may
//! have been sensitive. What is shown stays letter by letter; fields stand in the catalog's order, in which they were written, and which
//! PostgreSQL does not keep.

use aegis_events_catalog::model::Scalar;
use serde_json::value::RawValue;

use super::misfit::members;
use super::{Record, Type};

/// What stands for a value that is not shown, here as in Rust and in the audit log.
pub(crate) const REDACTED: &str = "[redacted]";
/// The same as JSON, which also stands for a payload that is no object at all.
pub(crate) const REDACTED_JSON: &str = r#""[redacted]""#;

impl Record {
    /// The payload as JSON text that may be shown.
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
            // A record was here once, and what was in it may have been sensitive.
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
