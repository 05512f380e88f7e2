//! From a map of fields to a record.
//!
//! A generated `Record::read` holds one empty `Option` per field and hands them here as [`Slot`]s. Fields may come in any
//! order and under former names; unknown fields are skipped, since a newer writer may have added them. A missing field
//! takes its default, or `null` if it is an `Option`; otherwise it is an error.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::record::Record;
use super::timestamp;
use crate::catalog::Field;

/// A place for one field's value.
pub trait Slot<'de, A: MapAccess<'de>> {
    /// Reads the next value of the map; `false`, and nothing read, if the slot is already filled.
    fn fill(&mut self, map: &mut A) -> Result<bool, A::Error>;

    /// Reads the value from JSON text of the catalog, unless the slot is already filled; `None` if it is empty and there is no text.
    fn fill_missing(&mut self, json: Option<&str>) -> Option<serde_json::Result<()>>;
}

impl<'de, A: MapAccess<'de>, T: DeserializeOwned + 'static> Slot<'de, A> for Option<T> {
    fn fill(&mut self, map: &mut A) -> Result<bool, A::Error> {
        if self.is_some() {
            return Ok(false);
        }
        match timestamp::fill(self, map) {
            Some(filled) => filled?,
            None => *self = Some(map.next_value()?),
        }
        Ok(true)
    }

    fn fill_missing(&mut self, json: Option<&str>) -> Option<serde_json::Result<()>> {
        if self.is_some() {
            return Some(Ok(()));
        }
        Some(serde_json::from_slice(json?.as_bytes()).map(|value| *self = Some(value)))
    }
}

/// Fills all slots from a map.
pub fn read<'de, A: MapAccess<'de>>(
    mut map: A,
    fields: &'static [Field],
    slots: &mut [&mut dyn Slot<'de, A>],
) -> Result<(), A::Error> {
    let mut expected = 0;
    let mut filled = 0;
    while let Some(place) = map.next_key_seed(FieldName { fields, expected })? {
        let Some((field, slot)) = fields.get(place).zip(slots.get_mut(place)) else {
            map.next_value::<IgnoredAny>()?;
            continue;
        };
        if !slot.fill(&mut map).map_err(|error| in_field(field, &error))? {
            return Err(A::Error::duplicate_field(field.name()));
        }
        expected = place + 1;
        filled += 1;
    }
    if filled < fields.len() { fill_missing(fields, slots) } else { Ok(()) }
}

/// Fills the slots of missing fields.
#[cold]
fn fill_missing<'de, A: MapAccess<'de>>(
    fields: &'static [Field],
    slots: &mut [&mut dyn Slot<'de, A>],
) -> Result<(), A::Error> {
    for (field, slot) in fields.iter().zip(slots) {
        let filled = slot.fill_missing(field.missing_json()).ok_or_else(|| A::Error::missing_field(field.name()))?;
        filled.map_err(|error| in_field::<A::Error>(field, &error))?;
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

/// Reads a field's name as its place in the table; a place outside for a name that the table does not know.
struct FieldName {
    fields: &'static [Field],
    /// The place after the last one read: writers keep the order, so it is nearly always the answer.
    expected: usize,
}

impl FieldName {
    #[inline]
    fn place_of(&self, name: &str) -> usize {
        match self.fields.get(self.expected) {
            Some(field) if field.name() == name => self.expected,
            _ => self.search(name),
        }
    }

    #[inline(never)]
    fn search(&self, name: &str) -> usize {
        let present = self.fields.iter().position(|field| field.name() == name);
        let former = || self.fields.iter().position(|field| field.former_names().contains(&name));
        present.or_else(former).unwrap_or(usize::MAX)
    }
}

impl<'de> DeserializeSeed<'de> for FieldName {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for FieldName {
    type Value = usize;

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
