//! Example values of fields, types and events as JSON, with sensitive fields redacted.

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{EventDef, FieldDef, FieldType, Scalar, TypeDef, TypeShape};
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};

use crate::payload::REDACTED;

/// Nested records can double at each level. After this many values, the rest are empty.
const MOST_VALUES: usize = 300;

/// JSON that keeps the order of its members.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// The payload of an event.
pub(super) fn payload(catalog: &CheckedCatalog, event: &EventDef) -> Json {
    Examples::of(catalog).record(&event.fields)
}

/// An event as a serialized `DomainEvent`.
pub(super) fn domain_event(catalog: &CheckedCatalog, event: &EventDef) -> Json {
    Json::Object(vec![
        ("family".to_owned(), Json::Text(catalog.family(event.family).name.text.clone())),
        ("event_type".to_owned(), Json::Text(event.name.text.clone())),
        ("event_data".to_owned(), payload(catalog, event)),
    ])
}

/// A value of a type.
pub(super) fn of_type(catalog: &CheckedCatalog, ty: &TypeDef) -> Json {
    Examples::of(catalog).named(ty)
}

/// A field's default, redacted.
pub(super) fn default(catalog: &CheckedCatalog, field: &FieldDef) -> Option<Json> {
    let json = serde_json::from_str(field.default.as_deref()?).ok()?;
    Some(if field.sensitive { Json::Text(REDACTED.to_owned()) } else { redacted(catalog, json, &field.ty) })
}

/// A value of a type, with sensitive fields of records redacted.
fn redacted(catalog: &CheckedCatalog, json: Json, ty: &FieldType) -> Json {
    match (ty, json) {
        (FieldType::Option(inner), json) => redacted(catalog, json, inner),
        (FieldType::Vec(inner), Json::List(values)) => {
            Json::List(values.into_iter().map(|value| redacted(catalog, value, inner)).collect())
        }
        (FieldType::Map(inner), Json::Object(members)) => {
            Json::Object(members.into_iter().map(|(name, value)| (name, redacted(catalog, value, inner))).collect())
        }
        (FieldType::Pair(first, second), Json::List(values)) => Json::List(
            values.into_iter().zip([first, second]).map(|(value, ty)| redacted(catalog, value, ty)).collect(),
        ),
        (FieldType::Named(index), json) => match (&catalog.type_def(*index).shape, json) {
            (TypeShape::Newtype(is) | TypeShape::Rust { is, .. }, json) => redacted(catalog, json, is),
            (TypeShape::Record(fields), Json::Object(members)) => {
                let of = |name: &str| fields.iter().find(|field| field.name.text == name);
                let shown = |(name, value): (String, Json)| match of(&name) {
                    Some(field) if field.sensitive => (name, Json::Text(REDACTED.to_owned())),
                    Some(field) => {
                        let value = redacted(catalog, value, &field.ty);
                        (name, value)
                    }
                    None => (name, value),
                };
                Json::Object(members.into_iter().map(shown).collect())
            }
            (_, json) => json,
        },
        (_, json) => json,
    }
}

struct Examples<'a> {
    catalog: &'a CheckedCatalog,
    left: usize,
}

impl<'a> Examples<'a> {
    fn of(catalog: &'a CheckedCatalog) -> Self {
        Self { catalog, left: MOST_VALUES }
    }

    fn record(&mut self, fields: &[FieldDef]) -> Json {
        let mut members = Vec::new();
        for field in fields {
            let value = match default(self.catalog, field) {
                Some(default) => default,
                None if field.sensitive => Json::Text(REDACTED.to_owned()),
                None => self.value(&field.ty, &field.name.text),
            };
            members.push((field.name.text.clone(), value));
        }
        Json::Object(members)
    }

    /// `name` determines the example's text or id.
    fn value(&mut self, ty: &FieldType, name: &str) -> Json {
        let Some(left) = self.left.checked_sub(1) else {
            return match ty {
                FieldType::Scalar(scalar) => self.scalar(*scalar, name),
                FieldType::Vec(_) => Json::List(Vec::new()),
                FieldType::Named(_) | FieldType::Map(_) => Json::Object(Vec::new()),
                FieldType::Option(_) | FieldType::Pair(..) => Json::Null,
            };
        };
        self.left = left;
        match ty {
            FieldType::Scalar(scalar) => self.scalar(*scalar, name),
            FieldType::Named(index) => {
                let ty = self.catalog.type_def(*index);
                self.named(ty)
            }
            FieldType::Option(inner) => self.value(inner, name),
            FieldType::Vec(inner) => Json::List(vec![self.value(inner, name)]),
            FieldType::Map(inner) => Json::Object(vec![("key".to_owned(), self.value(inner, name))]),
            FieldType::Pair(first, second) => Json::List(vec![self.value(first, name), self.value(second, name)]),
        }
    }

    fn named(&mut self, ty: &TypeDef) -> Json {
        match &ty.shape {
            TypeShape::Newtype(is) | TypeShape::Rust { is, .. } => self.value(is, &ty.name.text),
            TypeShape::Enumeration(values) => {
                values.first().map_or(Json::Null, |value| Json::Text(value.value.text.clone()))
            }
            TypeShape::Record(fields) => self.record(fields),
        }
    }

    fn scalar(&self, scalar: Scalar, name: &str) -> Json {
        match scalar {
            Scalar::Bool => Json::Bool(true),
            Scalar::F32 | Scalar::F64 => serde_json::Number::from_f64(0.5).map_or(Json::Null, Json::Number),
            Scalar::String => Json::Text(words(name)),
            Scalar::Uuid => Json::Text(uuid(name)),
            Scalar::Timestamp => Json::Text("2026-01-31T12:00:00Z".to_owned()),
            Scalar::Date => Json::Text("2026-01-31".to_owned()),
            Scalar::Json => Json::Object(vec![("any".to_owned(), Json::Text("JSON".to_owned()))]),
            Scalar::Bytes => Json::Text("AAEC".to_owned()),
            _ => Json::Number(42.into()),
        }
    }
}

/// `final_output`, `InstanceId` → "final output", "instance id".
pub(super) fn words(name: &str) -> String {
    heck::ToSnakeCase::to_snake_case(name).replace('_', " ")
}

/// A UUIDv7 that depends on the name, so that ids of one type are equal in all examples.
fn uuid(name: &str) -> String {
    const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const FNV_PRIME: u64 = 0x100_0000_01b3;
    let hash = name.bytes().fold(FNV_OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME));
    let [a, b, c] = [hash >> 52, hash >> 40 & 0xfff, hash & 0xff_ffff_ffff];
    format!("019c1320-3a00-7{a:03x}-8{b:03x}-{c:012x}")
}

impl Json {
    /// On several lines.
    pub(super) fn pretty(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// On one line.
    pub(super) fn short(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(value) => serializer.serialize_bool(*value),
            Json::Number(number) => number.serialize(serializer),
            Json::Text(text) => serializer.serialize_str(text),
            Json::List(values) => serializer.collect_seq(values),
            Json::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Json;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
                Ok(Json::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
                Ok(Json::Number(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
                Ok(Json::Number(value.into()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
                Ok(serde_json::Number::from_f64(value).map_or(Json::Null, Json::Number))
            }

            fn visit_str<E>(self, text: &str) -> Result<Json, E> {
                Ok(Json::Text(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = list.next_element()? {
                    values.push(value);
                }
                Ok(Json::List(values))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Json::Object(members))
            }
        }

        deserializer.deserialize_any(Reader)
    }
}
