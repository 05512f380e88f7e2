//! Random catalogs, and edited copies of them.
//!
//! A sketch has few names and types, so that names repeat, former names collide and types are similar. Most invalid catalogs are
//! avoided when the sketch is written; the parser refuses the rest.

mod edit;
mod text;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

pub(super) use edit::edit;

const FIELDS: [&str; 5] = ["a", "b", "c", "d", "e"];
const EVENTS: [&str; 4] = ["Made", "Moved", "Ended", "Lost"];
const FAMILIES: [&str; 2] = ["Run", "Gate"];
const VALUES: [&str; 4] = ["red", "green", "dark-green", "blue"];
const KEYS: [&str; 3] = ["first_id", "second_id", "third_id"];
const KEY_TYPES: [&str; 4] = ["Uuid", "String", "u32", "u8"];
const SCALARS: [&str; 12] =
    ["u8", "u32", "i64", "f32", "f64", "bool", "String", "Uuid", "Date", "Timestamp", "Bytes", "Json"];

/// A catalog before it is written as text.
#[derive(Debug, Clone)]
pub(super) struct Sketch {
    name: &'static str,
    /// `T0`, `T1`, ..; each contains only earlier ones.
    types: Vec<Shape>,
    /// Keys of the types `Key0` and `Key1`; a field of that name fills the key.
    keys: Vec<Key>,
    events: Vec<Event>,
}

#[derive(Debug, Clone)]
enum Shape {
    Newtype(Type),
    /// Indices in [`VALUES`].
    Enumeration(Vec<bool>),
    Record(Vec<Field>),
}

#[derive(Debug, Clone)]
struct Key {
    is_there: bool,
    name: usize,
    of: &'static str,
}

#[derive(Debug, Clone)]
struct Event {
    is_there: bool,
    family: usize,
    name: usize,
    was: Vec<usize>,
    fields: Vec<Field>,
    carries: Vec<bool>,
    retention_days: Option<u8>,
}

#[derive(Debug, Clone)]
struct Field {
    is_there: bool,
    name: usize,
    was: Vec<usize>,
    is_optional: bool,
    of: Type,
    default: Option<bool>,
}

#[derive(Debug, Clone)]
enum Type {
    Scalar(&'static str),
    /// The index of an earlier type, modulo their number.
    Named(usize),
    Option(Box<Type>),
    Vec(Box<Type>),
    Map(Box<Type>),
    Pair(Box<Type>, Box<Type>),
}

fn of() -> impl Strategy<Value = Type> {
    let leaf = prop_oneof![3 => select(&SCALARS[..]).prop_map(Type::Scalar), 2 => (0..4_usize).prop_map(Type::Named)];
    leaf.prop_recursive(2, 4, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|of| Type::Option(Box::new(of))),
            inner.clone().prop_map(|of| Type::Vec(Box::new(of))),
            inner.clone().prop_map(|of| Type::Map(Box::new(of))),
            (inner.clone(), inner).prop_map(|(a, b)| Type::Pair(Box::new(a), Box::new(b))),
        ]
    })
}

fn former(names: usize) -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![2 => Just(Vec::new()), 1 => vec(0..names, 1..3)]
}

fn field() -> impl Strategy<Value = Field> {
    let default = prop_oneof![3 => Just(None), 1 => any::<bool>().prop_map(Some)];
    (any::<bool>(), 0..FIELDS.len(), former(FIELDS.len()), prop::bool::weighted(0.3), of(), default).prop_map(
        |(is_there, name, was, is_optional, of, default)| Field { is_there, name, was, is_optional, of, default },
    )
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        of().prop_map(Shape::Newtype),
        vec(prop::bool::weighted(0.7), VALUES.len()).prop_map(Shape::Enumeration),
        vec(field(), 3).prop_map(Shape::Record),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let retention = prop_oneof![Just(None), (1..3_u8).prop_map(Some)];
    let names = (prop::bool::weighted(0.8), 0..FAMILIES.len(), 0..EVENTS.len(), former(EVENTS.len()));
    (names, vec(field(), 4), vec(any::<bool>(), KEYS.len()), retention).prop_map(
        |((is_there, family, name, was), fields, carries, retention_days)| Event {
            is_there,
            family,
            name,
            was,
            fields,
            carries,
            retention_days,
        },
    )
}

fn key() -> impl Strategy<Value = Key> {
    (any::<bool>(), 0..KEYS.len(), select(&KEY_TYPES[..])).prop_map(|(is_there, name, of)| Key { is_there, name, of })
}

/// A random catalog.
pub(super) fn sketch() -> impl Strategy<Value = Sketch> {
    (vec(shape(), 4), vec(key(), 2), vec(event(), 3)).prop_map(|(types, keys, events)| Sketch {
        name: "demo",
        types,
        keys,
        events,
    })
}
