//! Checks whether JSON text decodes, without a Rust type.
//!
//! Values are read through the runtime's own `Deserialize` implementations and its reader of fields, so `default`, `was`, missing,
//! unknown and duplicate fields have the same meaning.

use std::fmt;

use aegis_events::codec;
use aegis_events::types::{Bytes, Date, Json, Timestamp, Uuid};
use aegis_events_catalog::model::Scalar;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Record, Type};

impl Record {
    /// Check that an event can be decoded from JSON text. Returns the codec's error.
    pub(super) fn decodes(&self, json: &[u8]) -> serde_json::Result<()> {
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        self.deserialize(&mut deserializer)?;
        deserializer.end()
    }
}

/// Check that a value can be decoded from JSON text.
pub(super) fn decodes(of: &Type, json: &str) -> serde_json::Result<()> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    of.deserialize(&mut deserializer)?;
    deserializer.end()
}

impl<'de> DeserializeSeed<'de> for &Record {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &Record {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with the fields of `{}`", self.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let mut places: Vec<Place<'_>> = self.types.iter().map(|of| Place { of, filled: false }).collect();
        let mut slots: Vec<&mut dyn codec::Slot<'de, A>> = Vec::with_capacity(places.len());
        for place in &mut places {
            slots.push(place);
        }
        codec::read(map, self.fields, &mut slots)
    }
}

/// A deserialization target that stores nothing.
struct Place<'t> {
    of: &'t Type,
    filled: bool,
}

impl<'de, A: MapAccess<'de>> codec::Slot<'de, A> for Place<'_> {
    fn fill(&mut self, map: &mut A) -> Result<bool, A::Error> {
        if self.filled {
            return Ok(false);
        }
        map.next_value_seed(self.of)?;
        self.filled = true;
        Ok(true)
    }

    fn fill_missing(&mut self, json: Option<&str>) -> Option<serde_json::Result<()>> {
        if self.filled {
            return Some(Ok(()));
        }
        Some(decodes(self.of, json?))
    }
}

impl<'de> DeserializeSeed<'de> for &Type {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self {
            Type::Scalar(of) => scalar(*of, deserializer),
            Type::Record(record) => record.deserialize(deserializer),
            Type::Enumeration { .. } => deserializer.deserialize_str(Text(self)),
            Type::Option(inner) => deserializer.deserialize_option(Maybe(inner)),
            Type::Vec(inner) => deserializer.deserialize_seq(Elements(inner)),
            Type::Map(inner) => deserializer.deserialize_map(Entries(inner)),
            Type::Pair(first, second) => deserializer.deserialize_tuple(2, Pair(first, second)),
            Type::Opaque(_) => IgnoredAny::deserialize(deserializer).map(drop),
        }
    }
}

fn scalar<'de, D: Deserializer<'de>>(of: Scalar, deserializer: D) -> Result<(), D::Error> {
    fn read<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
        T::deserialize(deserializer).map(drop)
    }
    match of {
        Scalar::Bool => read::<bool, D>(deserializer),
        Scalar::I8 => read::<i8, D>(deserializer),
        Scalar::I16 => read::<i16, D>(deserializer),
        Scalar::I32 => read::<i32, D>(deserializer),
        Scalar::I64 => read::<i64, D>(deserializer),
        Scalar::U8 => read::<u8, D>(deserializer),
        Scalar::U16 => read::<u16, D>(deserializer),
        Scalar::U32 => read::<u32, D>(deserializer),
        Scalar::U64 => read::<u64, D>(deserializer),
        Scalar::F32 => read::<f32, D>(deserializer),
        Scalar::F64 => read::<f64, D>(deserializer),
        Scalar::String => read::<String, D>(deserializer),
        Scalar::Uuid => read::<Uuid, D>(deserializer),
        Scalar::Timestamp => read::<Timestamp, D>(deserializer),
        Scalar::Date => read::<Date, D>(deserializer),
        Scalar::Json => read::<Json, D>(deserializer),
        Scalar::Bytes => read::<Bytes, D>(deserializer),
    }
}

/// A value of an enumeration.
struct Text<'t>(&'t Type);

impl Visitor<'_> for Text<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text of an enumeration's value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        match self.0 {
            Type::Enumeration { name, values } if !values.contains(&text) => {
                let allowed: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
                Err(E::custom(format_args!("`{text}` is not a value of `{name}`: allowed are {}", allowed.join(", "))))
            }
            _ => Ok(()),
        }
    }
}

/// A value or `null`.
struct Maybe<'t>(&'t Type);

impl<'de> Visitor<'de> for Maybe<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("option")
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.deserialize(deserializer)
    }
}

/// The elements of a list.
struct Elements<'t>(&'t Type);

impl<'de> Visitor<'de> for Elements<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements.next_element_seed(self.0)?.is_some() {}
        Ok(())
    }
}

/// The entries of a map.
struct Entries<'t>(&'t Type);

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while entries.next_key::<String>()?.is_some() {
            entries.next_value_seed(self.0)?;
        }
        Ok(())
    }
}

/// Exactly two values.
struct Pair<'t>(&'t Type, &'t Type);

impl<'de> Visitor<'de> for Pair<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a tuple of size 2")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        for (place, of) in [self.0, self.1].into_iter().enumerate() {
            values.next_element_seed(of)?.ok_or_else(|| A::Error::invalid_length(place, &self))?;
        }
        Ok(())
    }
}
