//! Keys: correlation ids that events share, compared and stored without their static types.

use std::hash::Hash;

use uuid::Uuid;

/// The type of a key's values. Implemented by the macros for every type under `[keys]`.
pub trait Key: Clone + Eq + Hash + Send + Sync + 'static {
    /// The key's place in the catalog.
    const INDEX: usize;

    /// The key's name.
    const NAME: &'static str;

    /// The value without its type.
    fn as_key(&self) -> KeyRef<'_>;

    /// The value with its type again.
    fn from_key(key: KeyRef<'_>) -> Option<Self>;
}

/// A key that at least one event of the filter `F` carries.
#[diagnostic::on_unimplemented(
    message = "events of `{F}` carry no key of type `{Self}`",
    label = "not a key of these events",
    note = "an event carries a key if it has a field of the key's name, or an entry in its `keys`"
)]
pub trait KeyOf<F: ?Sized>: Key {}

#[diagnostic::do_not_recommend]
impl<K: Key, F: Carries<K> + ?Sized> KeyOf<F> for K {}

/// A filter at least one of whose events carries the key `K`. Implemented by the macros; [`KeyOf`] follows.
///
/// The filter implements it, not the key: otherwise a key of many events would slow down the compiler.
pub trait Carries<K> {}

/// A key's value, borrowed from an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyRef<'a> {
    /// A newtype of `Uuid`.
    Uuid(Uuid),
    /// A newtype of `String`, or an enumeration.
    Text(&'a str),
    /// A newtype of an integer.
    Integer(i128),
}

impl KeyRef<'_> {
    /// The value, owned.
    pub fn to_value(self) -> KeyValue {
        match self {
            Self::Uuid(uuid) => KeyValue::Uuid(uuid),
            Self::Text(text) => KeyValue::Text(text.into()),
            Self::Integer(integer) => KeyValue::Integer(integer),
        }
    }
}

/// A key's value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyValue {
    /// A newtype of `Uuid`.
    Uuid(Uuid),
    /// A newtype of `String`, or an enumeration.
    Text(Box<str>),
    /// A newtype of an integer.
    Integer(i128),
}

impl KeyValue {
    /// The value, borrowed.
    pub fn as_ref(&self) -> KeyRef<'_> {
        match self {
            Self::Uuid(uuid) => KeyRef::Uuid(*uuid),
            Self::Text(text) => KeyRef::Text(text),
            Self::Integer(integer) => KeyRef::Integer(*integer),
        }
    }
}
