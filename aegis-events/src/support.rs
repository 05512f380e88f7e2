//! Items that only generated code and the command line use. They are not part of the public interface.

use std::any::Any;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};

pub use serde;

use crate::catalog::{EventInfo, Kind};
pub use crate::codec::fields::Fields;
pub use crate::codec::read::{Slot, read as read_slots, take as take_slot, visit as deserialize_record};
pub use crate::codec::record::{Record, Value};
pub use crate::codec::write::{debug as debug_record, serialize as serialize_record};
pub use crate::event::json::{from_json, other_family, read_event as deserialize_event, serialize_event, to_json};
use crate::event::{AnyPayload, Domain, Key};
use crate::types::UnknownValue;

/// The catalog's type of a hand-written event's field, by the field's place in the catalog.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the struct of any event",
    note = "the event's `rust = \"..\"` must be the path of this struct, from the module of the `#[domain_events]` enum",
    note = "both attributes must read the same catalog"
)]
pub trait CatalogField<const PLACE: usize> {
    /// The type.
    type Type;
}

/// A hand-written event's field as the catalog's type. The struct compiles only if they are the same type.
pub fn as_field<T: 'static>(field: &dyn Any) -> Option<&T> {
    field.downcast_ref()
}

/// The catalog's entry for an event.
pub fn info<D: Domain>(event: &dyn AnyPayload) -> &'static EventInfo {
    D::catalog().event(event.kind())
}

/// The value that an event carries for a key.
pub fn key<K: Key>(event: &dyn AnyPayload) -> Option<K> {
    event.key(K::INDEX).and_then(K::from_key)
}

/// An error of `Domain::read` for a kind of another catalog.
pub fn unknown_kind<E: Error>(kind: Kind) -> E {
    E::custom(format_args!("kind {} is not one of this catalog", kind.index()))
}

/// Parses the value of an enumeration.
pub fn parse_value<T: Copy>(
    type_name: &'static str,
    all: &'static [T],
    text_of: fn(T) -> &'static str,
    text: &str,
) -> Result<T, UnknownValue> {
    all.iter().copied().find(|&value| text_of(value) == text).ok_or_else(|| UnknownValue {
        type_name,
        found: text.to_owned(),
        allowed: all.iter().copied().map(text_of).collect(),
    })
}

/// Deserializes the value of an enumeration.
pub fn deserialize_value<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: std::str::FromStr<Err = UnknownValue>,
    D: Deserializer<'de>,
{
    struct Text<T>(PhantomData<T>);

    impl<T: std::str::FromStr<Err = UnknownValue>> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a value of an enumeration, as text")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Text(PhantomData))
}
