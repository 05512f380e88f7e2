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
        write_object(
            members.into_iter().map(|(place, name, value)| {
                let shown = place.filter(|&place| !self.fields[place].is_sensitive());
                (name.as_str(), shown.map(|place| &*self.types[place]), value.get())
            }),
            out,
        );
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
                write_object(members.iter().map(|(name, value)| (name.as_str(), Some(&**inner), value.get())), out);
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

/// Members as name, type and JSON. Without a type, the value is redacted.
fn write_object<'a>(members: impl Iterator<Item = (&'a str, Option<&'a Type>, &'a str)>, out: &mut String) {
    out.push('{');
    for (at, (name, of, json)) in members.enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&serde_json::Value::from(name).to_string());
        out.push(':');
        match of {
            Some(of) => of.write(json, out),
            None => out.push_str(REDACTED_JSON),
        }
    }
    out.push('}');
}
