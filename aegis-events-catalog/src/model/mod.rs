//! The checked model: the content of a catalog, with every name resolved and every default filled in.
//!
//! Only `check` makes a [`CheckedCatalog`], so its users need not check anything again. All lists are in the order of the file,
//! and every name has its place.

use std::fmt;
use std::ops::Range;
use std::time::Duration;

mod checked;
mod column;
mod scalar;
mod written;

pub use checked::CheckedCatalog;
pub use column::SqlColumn;
pub use scalar::Scalar;

/// A range of bytes of the catalog's source.
pub type Span = Range<usize>;

/// A word of the catalog with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The word.
    pub text: String,
    /// Its place in the source.
    pub span: Span,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Declares an index type for each list of the model, so that an index of one list cannot be used on another.
macro_rules! indices {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) usize);

        impl $name {
            /// The place in the model's list, counted from 0.
            pub fn index(self) -> usize {
                self.0
            }
        }
    )*};
}

indices! {
    /// The place of a type in [`CheckedCatalog::types`].
    TypeIndex,
    /// The place of a key in [`CheckedCatalog::keys`].
    KeyIndex,
    /// The place of a publisher in [`CheckedCatalog::publishers`].
    PublisherIndex,
    /// The place of a family in [`CheckedCatalog::families`].
    FamilyIndex,
    /// The place of an event in [`CheckedCatalog::events`]: the dense number of its kind at run time.
    EventIndex,
}

/// A type under `[types]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TypeDef {
    /// Its name, in upper camel case.
    pub name: Name,
    /// Its `doc`.
    pub doc: Option<String>,
    /// Its definition.
    pub shape: TypeShape,
}

/// The definition of a type of `[types]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeShape {
    /// `is`: a generated newtype.
    Newtype(FieldType),
    /// `values`: a generated enumeration.
    Enumeration(Vec<ValueDef>),
    /// `fields`: a generated record.
    Record(Vec<FieldDef>),
    /// `rust`: a hand-written type, and its form in SQL and docs.
    Rust {
        /// The path as written, relative to the module of `DomainEvent`.
        path: Name,
        /// `is`.
        is: FieldType,
    },
}

impl TypeShape {
    /// The types that it consists of.
    pub(crate) fn parts(&self) -> Vec<&FieldType> {
        match self {
            TypeShape::Newtype(is) | TypeShape::Rust { is, .. } => vec![is],
            TypeShape::Record(fields) => fields.iter().map(|field| &field.ty).collect(),
            TypeShape::Enumeration(_) => Vec::new(),
        }
    }
}

/// One value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ValueDef {
    /// The string on the wire and in SQL.
    pub value: Name,
    /// The name of the Rust variant: a valid identifier, unique in the enumeration.
    pub variant: String,
}

/// The type of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldType {
    /// A built-in type.
    Scalar(Scalar),
    /// A type of `[types]`.
    Named(TypeIndex),
    /// `Option<T>`
    Option(Box<FieldType>),
    /// `Vec<T>`
    Vec(Box<FieldType>),
    /// `Map<T>`, with string keys.
    Map(Box<FieldType>),
    /// `(T, U)`
    Pair(Box<FieldType>, Box<FieldType>),
}

impl FieldType {
    /// Visits every type of `[types]` that it names, with repetitions.
    pub fn for_each_named(&self, visit: &mut impl FnMut(TypeIndex)) {
        match self {
            FieldType::Scalar(_) => {}
            FieldType::Named(index) => visit(*index),
            FieldType::Option(inner) | FieldType::Vec(inner) | FieldType::Map(inner) => inner.for_each_named(visit),
            FieldType::Pair(first, second) => {
                first.for_each_named(visit);
                second.for_each_named(visit);
            }
        }
    }
}

/// A field of an event or of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldDef {
    /// Its name on the wire, in SQL and in Rust, where a keyword becomes a raw identifier.
    pub name: Name,
    /// Its type.
    pub ty: FieldType,
    /// The place of the type.
    pub ty_span: Span,
    /// The type as written, `Option<String>`.
    pub ty_text: String,
    /// Its `doc`.
    pub doc: Option<String>,
    /// Its `default`, as JSON text that decodes as `ty`.
    pub default: Option<String>,
    /// Its former names.
    pub was: Vec<Name>,
    /// Whether it is shown redacted everywhere except in `Serialize` and in the history.
    pub sensitive: bool,
}

/// A key under `[keys]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyDef {
    /// Its name, which is also that of the accessor and of the SQL column.
    pub name: Name,
    /// Its type: a newtype of `Uuid`, `String` or an integer, or an enumeration; no other key has it.
    pub ty: TypeIndex,
}

/// A component that publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublisherDef {
    /// Its name, in upper camel case.
    pub name: Name,
    /// Its name as a field of `Publishers`, in snake case.
    pub field: String,
    /// Its `doc`.
    pub doc: Option<String>,
}

/// A component that subscribes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubscriberDef {
    /// Its name, in upper camel case.
    pub name: Name,
    /// What it consumes, in the order of the file, each once; never empty.
    pub interests: Vec<Interest>,
    /// Its delivery.
    pub delivery: Delivery,
    /// Its `doc`.
    pub doc: Option<String>,
}

/// One entry of `consumes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Interest {
    /// `"*"`: the only entry of its list.
    Everything,
    /// A whole family.
    Family {
        /// Which one.
        family: FamilyIndex,
        /// The variant of the subscriber's view.
        variant: String,
    },
    /// One event.
    Event {
        /// Which one.
        event: EventIndex,
        /// The variant of the subscriber's view.
        variant: String,
    },
}

/// The delivery guarantee of a subscriber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delivery {
    /// From a ring buffer: a slow subscriber loses the oldest events and learns how many.
    #[default]
    Live,
    /// From a bounded queue: nothing is lost, and publishers feel back pressure.
    Lossless,
    /// From the recorded history, at least once, across restarts.
    Durable,
}

/// A family under `[families]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FamilyDef {
    /// Its name: the variant of `DomainEvent`.
    pub name: Name,
    /// Its enum, `<Family>Event` unless `enum` is set.
    pub enum_name: String,
    /// Its module, in snake case.
    pub module: String,
    /// Its `doc`.
    pub doc: Option<String>,
    /// Its events, as a range of [`CheckedCatalog::events`].
    pub events: Range<usize>,
}

/// An event under `[events.<Family>]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventDef {
    /// Its name, in upper camel case.
    pub name: Name,
    /// Its family.
    pub family: FamilyIndex,
    /// `when`: the occasion of the event, in a sentence.
    pub when: String,
    /// Its `doc`.
    pub doc: Option<String>,
    /// Its publishers; empty only after a reported problem.
    pub published_by: Vec<PublisherIndex>,
    /// Its payload.
    pub fields: Vec<FieldDef>,
    /// The field with the time of the event, by its place in `fields`. `None`: the time of the envelope.
    pub time: Option<usize>,
    /// The keys that it carries, in the order of `[keys]`.
    pub keys: Vec<KeySource>,
    /// The path of the hand-written struct, relative to the module of `DomainEvent`.
    pub rust: Option<Name>,
    /// The version of its payload, from 1.
    pub version: u32,
    /// How long the history keeps it; `None` for no limit.
    pub retention: Option<Duration>,
    /// Its former names.
    pub was: Vec<Name>,
    /// The note of its deprecation.
    pub deprecated: Option<String>,
    /// Whether a floating-point number can occur in its payload: in a field, or in a `rust` type that is or holds any JSON.
    pub holds_floats: bool,
    /// The name of its SQL view.
    pub view: String,
}

/// The source of the value of a key in an event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeySource {
    /// The key.
    pub key: KeyIndex,
    /// The path to the value: a field of the event, then fields of records. Never empty.
    pub path: Vec<KeyStep>,
}

impl KeySource {
    /// Whether an event may have no value for the key.
    pub fn optional(&self) -> bool {
        self.path.iter().any(|step| step.optional)
    }
}

/// One step of the path to the value of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyStep {
    /// The field's name.
    pub field: String,
    /// Whether the field is an `Option`.
    pub optional: bool,
}
