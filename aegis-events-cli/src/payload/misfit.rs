//! All problems of a payload, field by field. The codec stops at the first.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Record;
use super::check::decodes;

/// A problem of a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misfit {
    /// The field of the event; `None` for the whole payload.
    pub(crate) field: Option<&'static str>,
    /// The reason, without the value of a sensitive field.
    pub(crate) reason: String,
}

impl Record {
    /// All problems of a payload; empty if an event can be decoded from it.
    pub(crate) fn check(&self, json: &[u8]) -> Vec<Misfit> {
        let Err(error) = self.decodes(json) else { return Vec::new() };
        let misfits = members(json).map(|members| self.misfits(&members)).unwrap_or_default();
        if misfits.is_empty() {
            // The text itself is invalid, or nested too deeply.
            return vec![Misfit { field: None, reason: reason(&error) }];
        }
        misfits
    }

    fn misfits(&self, members: &[(String, &RawValue)]) -> Vec<Misfit> {
        let mut misfits = Vec::new();
        for (place, (field, of)) in self.fields.iter().zip(&self.types).enumerate() {
            let mut misfit = |reason| misfits.push(Misfit { field: Some(field.name()), reason });
            let mut values = members.iter().filter(|(name, _)| self.place_of(name) == Some(place));
            match values.next() {
                None if field.missing_json().is_none() => misfit("missing, and the field has no `default`".to_owned()),
                None => {}
                Some((_, value)) => match decodes(of, value.get()) {
                    Err(_) if field.is_sensitive() => {
                        misfit("the value does not have the catalog's type (sensitive, not shown)".to_owned())
                    }
                    Err(error) => misfit(reason(&error)),
                    Ok(()) => {}
                },
            }
            if let Some((name, _)) = values.next() {
                misfit(format!("duplicate, the second as `{name}`"));
            }
        }
        misfits
    }
}

/// The members of an object in their order, including duplicates; `None` for other values.
pub(super) fn members(json: &[u8]) -> Option<Vec<(String, &RawValue)>> {
    struct Members;

    impl<'de> Visitor<'de> for Members {
        type Value = Vec<(String, &'de RawValue)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some(member) = map.next_entry()? {
                members.push(member);
            }
            Ok(members)
        }
    }

    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let members = deserializer.deserialize_map(Members).ok()?;
    deserializer.end().ok()?;
    Some(members)
}

/// The error text without its line and column, which refer to a text that is not shown.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(text, _)| text.to_owned())
}
