//! Example values of fields, types and events as JSON, with sensitive fields redacted.

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{EventDef, FieldDef, FieldType, Scalar, TypeDef, TypeShape};
use indexmap::IndexMap;

use crate::payload::{Json, REDACTED, default};

/// Nested records can double at each level. After this many values, the rest are empty.
const MOST_VALUES: usize = 300;

/// The payload of an event.
pub(super) fn payload(catalog: &CheckedCatalog, event: &EventDef) -> Json {
    Examples::of(catalog).record(&event.fields)
}

/// An event as a serialized `DomainEvent`.
pub(super) fn domain_event(catalog: &CheckedCatalog, event: &EventDef) -> Json {
    let members = [
        ("family".to_owned(), Json::Text(catalog.family(event.family).name.text.clone())),
        ("event_type".to_owned(), Json::Text(event.name.text.clone())),
        ("event_data".to_owned(), payload(catalog, event)),
    ];
    Json::Object(members.into())
}

/// A value of a type.
pub(super) fn of_type(catalog: &CheckedCatalog, ty: &TypeDef) -> Json {
    Examples::of(catalog).named(ty)
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
        let members = fields.iter().map(|field| {
            let value = match default(self.catalog, field) {
                Some(default) => default,
                None if field.sensitive => Json::Text(REDACTED.to_owned()),
                None => self.value(&field.ty, &field.name.text),
            };
            (field.name.text.clone(), value)
        });
        Json::Object(members.collect())
    }

    /// `name` determines the example's text or id.
    fn value(&mut self, ty: &FieldType, name: &str) -> Json {
        let Some(left) = self.left.checked_sub(1) else {
            return match ty {
                FieldType::Scalar(scalar) => self.scalar(*scalar, name),
                FieldType::Vec(_) => Json::List(Vec::new()),
                FieldType::Named(_) | FieldType::Map(_) => Json::Object(IndexMap::new()),
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
            FieldType::Map(inner) => Json::Object([("key".to_owned(), self.value(inner, name))].into()),
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
            Scalar::Json => Json::Object([("any".to_owned(), Json::Text("JSON".to_owned()))].into()),
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
