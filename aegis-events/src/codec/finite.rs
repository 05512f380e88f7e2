//! Finds floating-point numbers that JSON cannot hold.
//!
//! The payload is serialized to a sink that writes nothing, and only if its catalog entry has floats. The path to the number is built on
//! the way back out, so that a valid payload costs no allocation.

use std::fmt::{self, Display};

use serde::ser::{
    Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

/// The path of the first NaN or infinity in a payload, such as `items[3].score`.
pub(crate) fn find_non_finite(payload: &dyn erased_serde::Serialize) -> Option<String> {
    let mut path = Vec::new();
    match payload.serialize(Walker { path: &mut path }) {
        // The recorder reports a payload that cannot be serialized, with the encoder's reason.
        Ok(()) => None,
        Err(Stop::Unserializable) => None,
        Err(Stop::NonFinite) => Some(join(path)),
    }
}

/// One step of a path.
enum Step {
    Field(String),
    Index(usize),
}

/// The steps came out innermost first.
fn join(steps: Vec<Step>) -> String {
    let mut path = String::new();
    for step in steps.into_iter().rev() {
        match step {
            Step::Field(name) if path.is_empty() => path = name,
            Step::Field(name) => {
                path.push('.');
                path.push_str(&name);
            }
            Step::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

/// Why the walk ended early.
#[derive(Debug)]
enum Stop {
    NonFinite,
    Unserializable,
}

impl Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a finite number")
    }
}

impl std::error::Error for Stop {}

impl Error for Stop {
    fn custom<T: Display>(_: T) -> Self {
        Self::Unserializable
    }
}

struct Walker<'a> {
    path: &'a mut Vec<Step>,
}

/// The inside of a list, map or struct.
struct Inside<'a> {
    path: &'a mut Vec<Step>,
    index: usize,
    /// The key of a map's entry whose value comes next.
    key: String,
}

impl<'a> Walker<'a> {
    fn inside(self) -> Result<Inside<'a>, Stop> {
        Ok(Inside { path: self.path, index: 0, key: String::new() })
    }
}

impl Inside<'_> {
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        let index = self.index;
        self.index += 1;
        value.serialize(Walker { path: self.path }).inspect_err(|_| self.path.push(Step::Index(index)))
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Stop> {
        value.serialize(Walker { path: self.path }).inspect_err(|_| self.path.push(Step::Field(name.into())))
    }
}

macro_rules! nothing_to_find {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method(self, _: $type) -> Result<(), Stop> {
            Ok(())
        })*
    };
}

impl<'a> Serializer for Walker<'a> {
    type Ok = ();
    type Error = Stop;
    type SerializeSeq = Inside<'a>;
    type SerializeTuple = Inside<'a>;
    type SerializeTupleStruct = Inside<'a>;
    type SerializeTupleVariant = Inside<'a>;
    type SerializeMap = Inside<'a>;
    type SerializeStruct = Inside<'a>;
    type SerializeStructVariant = Inside<'a>;

    nothing_to_find! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_i128: i128,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_u128: u128,
        serialize_char: char,
        serialize_str: &str,
        serialize_bytes: &[u8],
        serialize_unit_struct: &'static str,
    }

    fn serialize_f32(self, value: f32) -> Result<(), Stop> {
        if value.is_finite() { Ok(()) } else { Err(Stop::NonFinite) }
    }

    fn serialize_f64(self, value: f64) -> Result<(), Stop> {
        if value.is_finite() { Ok(()) } else { Err(Stop::NonFinite) }
    }

    fn serialize_none(self) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Stop> {
        self.inside()?.field(variant, value)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Inside<'a>, Stop> {
        self.inside()
    }

    fn serialize_tuple(self, _: usize) -> Result<Inside<'a>, Stop> {
        self.inside()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Inside<'a>, Stop> {
        self.inside()
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Inside<'a>, Stop> {
        self.inside()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Inside<'a>, Stop> {
        self.inside()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Inside<'a>, Stop> {
        self.inside()
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Inside<'a>, Stop> {
        self.inside()
    }

    fn collect_str<T: Display + ?Sized>(self, _: &T) -> Result<(), Stop> {
        Ok(())
    }
}

macro_rules! elements {
    ($($of:ident: $method:ident),* $(,)?) => {
        $(impl $of for Inside<'_> {
            type Ok = ();
            type Error = Stop;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
                self.element(value)
            }

            fn end(self) -> Result<(), Stop> {
                Ok(())
            }
        })*
    };
}

elements! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field,
}

macro_rules! fields {
    ($($of:ident),* $(,)?) => {
        $(impl $of for Inside<'_> {
            type Ok = ();
            type Error = Stop;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Stop> {
                self.field(name, value)
            }

            fn end(self) -> Result<(), Stop> {
                Ok(())
            }
        })*
    };
}

fields! { SerializeStruct, SerializeStructVariant }

impl SerializeMap for Inside<'_> {
    type Ok = ();
    type Error = Stop;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Stop> {
        self.key = key_text(key);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        let key = std::mem::take(&mut self.key);
        self.field(&key, value)
    }

    /// Records come this way, entry by entry: a key becomes text only on the way out with an error.
    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), Stop> {
        value.serialize(Walker { path: self.path }).inspect_err(|_| self.path.push(Step::Field(key_text(key))))
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

/// A map's key as JSON would write it, less the quotes.
fn key_text<T: Serialize + ?Sized>(key: &T) -> String {
    serde_json::to_string(key).map_or_else(|_| "_".into(), |json| json.trim_matches('"').into())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;

    use super::find_non_finite;

    #[derive(Serialize)]
    struct Score {
        x: f64,
    }

    #[derive(Serialize)]
    enum Shape {
        Point,
        Circle { radius: f32 },
        Wrapped(Option<f64>),
    }

    #[derive(Serialize)]
    struct Payload {
        name: String,
        score: f32,
        items: Vec<Score>,
        pair: (u8, f64),
        by_name: BTreeMap<String, Vec<f64>>,
        shapes: Vec<Shape>,
    }

    fn payload() -> Payload {
        Payload {
            name: "NaN".into(),
            score: f32::MAX,
            items: vec![Score { x: f64::MIN_POSITIVE }, Score { x: -0.0 }],
            pair: (1, 0.5),
            by_name: BTreeMap::from([("a".into(), vec![1.0, 2.0]), ("b".into(), vec![])]),
            shapes: vec![Shape::Point, Shape::Circle { radius: 1.0 }, Shape::Wrapped(None)],
        }
    }

    #[test]
    fn finite_numbers_pass() {
        assert_eq!(find_non_finite(&payload()), None);
    }

    #[test]
    fn the_path_leads_to_the_number() {
        type Spoil = fn(&mut Payload);
        let cases: [(Spoil, &str); 7] = [
            (|p| p.score = f32::NAN, "score"),
            (|p| p.items[1].x = f64::INFINITY, "items[1].x"),
            (|p| p.pair.1 = f64::NEG_INFINITY, "pair[1]"),
            (|p| p.by_name.get_mut("a").unwrap()[1] = f64::NAN, "by_name.a[1]"),
            (|p| p.shapes[1] = Shape::Circle { radius: f32::NAN }, "shapes[1].radius"),
            (|p| p.shapes[2] = Shape::Wrapped(Some(f64::NAN)), "shapes[2].Wrapped"),
            (|p| (p.score, p.pair.1) = (f32::NAN, f64::NAN), "score"),
        ];
        for (spoil, path) in cases {
            let mut payload = payload();
            spoil(&mut payload);
            assert_eq!(find_non_finite(&payload).as_deref(), Some(path));
        }
    }
}
