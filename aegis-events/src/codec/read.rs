//! From a map of fields to a record.
//!
//! A generated `Record::read` holds one empty `Option` per field and hands them here as [`Slot`]s. Fields may come in any
//! order and under former names; unknown fields are passed over, since a newer writer may have added them. A missing field
//! takes its default, or `null` where it is an `Option`; otherwise it is an error. No value is ever guessed.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::Record;
use crate::catalog::Field;

/// A place for one field's value.
pub trait Slot<'de, A: MapAccess<'de>> {
    /// Reads the value that stands next in the map.
    fn fill(&mut self, map: &mut A) -> Result<(), A::Error>;

    /// Reads the value from JSON text of the catalog.
    fn fill_from(&mut self, json: &str) -> serde_json::Result<()>;

    /// Whether nothing was read yet.
    fn is_empty(&self) -> bool;
}

impl<'de, A: MapAccess<'de>, T: DeserializeOwned> Slot<'de, A> for Option<T> {
    fn fill(&mut self, map: &mut A) -> Result<(), A::Error> {
        *self = Some(map.next_value()?);
        Ok(())
    }

    fn fill_from(&mut self, json: &str) -> serde_json::Result<()> {
        *self = Some(serde_json::from_slice(json.as_bytes())?);
        Ok(())
    }

    fn is_empty(&self) -> bool {
        self.is_none()
    }
}

/// Fills all slots from a map.
pub fn read<'de, A: MapAccess<'de>>(
    mut map: A,
    fields: &'static [Field],
    slots: &mut [&mut dyn Slot<'de, A>],
) -> Result<(), A::Error> {
    let mut expected = 0;
    while let Some(place) = map.next_key_seed(FieldName { fields, expected })? {
        let Some((field, slot)) = place.and_then(|place| fields.get(place).zip(slots.get_mut(place))) else {
            map.next_value::<IgnoredAny>()?;
            continue;
        };
        if !slot.is_empty() {
            return Err(A::Error::duplicate_field(field.name()));
        }
        slot.fill(&mut map).map_err(|error| in_field(field, &error))?;
        expected = place.map_or(0, |place| place + 1);
    }
    for (field, slot) in fields.iter().zip(slots) {
        if slot.is_empty() {
            let json = field.missing_json().ok_or_else(|| A::Error::missing_field(field.name()))?;
            slot.fill_from(json).map_err(|error| in_field::<A::Error>(field, &error))?;
        }
    }
    Ok(())
}

/// Takes a value out of its slot, which [`read`] has filled.
pub fn take<T, E: Error>(slot: Option<T>, field: Option<&'static Field>) -> Result<T, E> {
    slot.ok_or_else(|| E::missing_field(field.map_or("", Field::name)))
}

/// Names the field in an error about its value; the value itself is not shown where it is sensitive.
#[cold]
fn in_field<E: Error>(field: &Field, error: &dyn fmt::Display) -> E {
    if field.is_sensitive() {
        E::custom(format_args!(
            "field `{}`: the value does not decode as the catalog's type (not shown: it is sensitive)",
            field.name()
        ))
    } else {
        E::custom(format_args!("field `{}`: {error}", field.name()))
    }
}

/// Reads a field's name as its place in the table; `None` for a name that the table does not know.
struct FieldName {
    fields: &'static [Field],
    /// The place after the last one read: writers keep the order, so it is nearly always the answer.
    expected: usize,
}

impl FieldName {
    fn place_of(&self, name: &str) -> Option<usize> {
        if self.fields.get(self.expected).is_some_and(|field| field.name() == name) {
            return Some(self.expected);
        }
        let present = self.fields.iter().position(|field| field.name() == name);
        present.or_else(|| self.fields.iter().position(|field| field.former_names().contains(&name)))
    }
}

impl<'de> DeserializeSeed<'de> for FieldName {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for FieldName {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.place_of(name))
    }
}

/// Deserializes a record through its table.
pub fn visit<'de, T: Record, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Fields<T>(PhantomData<T>);

    impl<'de, T: Record> Visitor<'de> for Fields<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "an object with the fields of `{}`", T::NAME)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::read(map)
        }
    }

    deserializer.deserialize_map(Fields(PhantomData))
}
