//! A struct with a table of its fields, and the value of one field. Implemented by generated code, so public in `support` only.

use std::fmt::Debug;

use serde::de::MapAccess;

use super::timestamp;
use crate::catalog::Field;

/// A struct with a table of its fields. Implemented by the macros.
pub trait Record: serde::Serialize + Debug + Sized + 'static {
    /// The struct's name.
    const NAME: &'static str;

    /// Its fields, in order.
    const FIELDS: &'static [Field];

    /// References to all values.
    type Values<'a>: AsRef<[&'a dyn Value]>;

    /// The values of the fields, in the order of [`FIELDS`](Self::FIELDS).
    fn values(&self) -> Self::Values<'_>;

    /// Reads the fields from a map, whatever their order.
    fn read<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;
}

/// The value of a field: any type with `Serialize` and `Debug`.
pub trait Value: erased_serde::Serialize + Debug {
    /// Appends the value as JSON text.
    fn write_json(&self, out: &mut Vec<u8>) -> serde_json::Result<()>;
}

impl<T: serde::Serialize + Debug + 'static> Value for T {
    fn write_json(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        if timestamp::write(self, out) {
            return Ok(());
        }
        self.serialize(&mut serde_json::Serializer::new(out))
    }
}
