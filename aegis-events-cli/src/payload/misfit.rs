//! What is wrong with a payload, field by field: the codec stops at the first.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Record;
use super::check::decodes;

/// One thing that is wrong with a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misfit {
    /// The field of the event; `None` if it is the payload as a whole.
    pub(crate) field: Option<&'static str>,
    /// Why, without the value where the field is sensitive.
    pub(crate) reason: String,
}

impl Record {
    /// Everything that is wrong with a payload; nothing if an event can be read from it.
    pub(crate) fn check(&self, json: &[u8]) -> Vec<Misfit> {
        let Err(error) = self.decodes(json) else { return Vec::new() };
        let misfits = members(json).map(|members| self.misfits(&members)).unwrap_or_default();
        match misfits.is_empty() {
            // It is the text itself, or how deep it is nested.
            true => vec![Misfit { field: None, reason: reason(&error) }],
            false => misfits,
        }
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
                    Err(_) if field.is_sensitive() => misfit(
                        "the value does not decode as the catalog's type (not shown: it is sensitive)".to_owned(),
                    ),
                    Err(error) => misfit(reason(&error)),
                    Ok(()) => {}
                },
            }
            if let Some((name, _)) = values.next() {
                misfit(format!("there twice, the second time as `{name}`"));
            }
        }
        misfits
    }
}

/// The members of an object, in their order, also those that are there twice; `None` for anything else.
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

/// The error's text, less the place in a text that nobody sees.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(text, _)| text.to_owned())
}
