//! Checks whether JSON text decodes, without a Rust type.
//!
//! Values are read through the runtime's own `Deserialize` implementations and its reader of fields, so `default`, `was`, missing,
//! unknown and duplicate fields have the same meaning.

use std::fmt;

use aegis_events::support::{Slot, read_slots};
use aegis_events::types::{Bytes, Date, Json, Timestamp, Uuid};
use aegis_events_catalog::model::Scalar;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};

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
        let mut slots: Vec<&mut dyn Slot<'de, A>> = Vec::with_capacity(places.len());
        for place in &mut places {
            slots.push(place);
        }
        read_slots(map, self.fields, &mut slots)
    }
}

/// A deserialization target that stores nothing.
struct Place<'t> {
    of: &'t Type,
    filled: bool,
}

impl<'de, A: MapAccess<'de>> Slot<'de, A> for Place<'_> {
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
            Type::Enumeration { .. } => deserializer.deserialize_str(self),
            Type::Option(_) => deserializer.deserialize_option(self),
            Type::Vec(_) => deserializer.deserialize_seq(self),
            Type::Map(_) => deserializer.deserialize_map(self),
            Type::Pair(..) => deserializer.deserialize_tuple(2, self),
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

/// Enumerations, options, lists, maps and pairs. Other types have the visitors of their `Deserialize` implementations.
impl<'de> Visitor<'de> for &Type {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Type::Enumeration { .. } => "the text of an enumeration's value",
            Type::Option(_) => "option",
            Type::Vec(_) => "a sequence",
            Type::Map(_) => "a map",
            Type::Pair(..) => "a tuple of size 2",
            Type::Scalar(_) | Type::Record(_) | Type::Opaque(_) => "a value",
        })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let Type::Enumeration { name, values } = self else {
            return Err(E::invalid_type(Unexpected::Str(text), &self));
        };
        if values.contains(&text) {
            return Ok(());
        }
        let allowed: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
        Err(E::custom(format_args!("`{text}` is not a value of `{name}`: allowed are {}", allowed.join(", "))))
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        if matches!(self, Type::Option(_)) { Ok(()) } else { Err(E::invalid_type(Unexpected::Unit, &self)) }
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self {
            Type::Option(inner) => inner.deserialize(deserializer),
            _ => Err(D::Error::invalid_type(Unexpected::Option, &self)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        match self {
            Type::Vec(inner) => while values.next_element_seed(&**inner)?.is_some() {},
            Type::Pair(first, second) => {
                for (place, of) in [first, second].into_iter().enumerate() {
                    let value = values.next_element_seed(&**of)?;
                    value.ok_or_else(|| A::Error::invalid_length(place, &self))?;
                }
            }
            _ => return Err(A::Error::invalid_type(Unexpected::Seq, &self)),
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let Type::Map(inner) = self else { return Err(A::Error::invalid_type(Unexpected::Map, &self)) };
        while entries.next_key::<String>()?.is_some() {
            entries.next_value_seed(&**inner)?;
        }
        Ok(())
    }
}
