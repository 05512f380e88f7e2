//! The meaning of a row: an independent reader of payloads, by names and defaults.
//!
//! The payload checker decides whether a payload decodes; it is tested against the compiled codec. This module compares the decoded
//! values under both catalogs.

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{FieldDef, FieldType, TypeShape};
use serde_json::{Map, Value};

/// The first field with another value under the new catalog; `None` if all values are equal. Fields that the new catalog does not have
/// are ignored.
pub(super) fn read_otherwise(
    (old, old_fields): (&CheckedCatalog, &[FieldDef]),
    (new, new_fields): (&CheckedCatalog, &[FieldDef]),
    payload: &Map<String, Value>,
) -> Option<String> {
    let rows = Rows { old, new };
    rows.record((old_fields, payload), (new_fields, payload))
}

#[derive(Clone, Copy)]
struct Rows<'a> {
    old: &'a CheckedCatalog,
    new: &'a CheckedCatalog,
}

impl Rows<'_> {
    fn record(
        self,
        (old_fields, old): (&[FieldDef], &Map<String, Value>),
        (new_fields, new): (&[FieldDef], &Map<String, Value>),
    ) -> Option<String> {
        old_fields.iter().find_map(|field| {
            let heir = heir(field, new_fields)?;
            let (was, is) = (value(field, old), value(heir, new));
            if self.is_same((&field.ty, &was), (&heir.ty, &is)) {
                None
            } else {
                Some(format!("`{}` was {was} and is {is}, as `{}`", field.name, heir.name))
            }
        })
    }

    fn is_same(self, (old_ty, old): (&FieldType, &Value), (new_ty, new): (&FieldType, &Value)) -> bool {
        let (old_ty, new_ty) = (inside(self.old, old_ty), inside(self.new, new_ty));
        match (&old_ty, &new_ty, old, new) {
            (Inside::Record(old_fields), Inside::Record(new_fields), Value::Object(old), Value::Object(new)) => {
                self.record((old_fields, old), (new_fields, new)).is_none()
            }
            (Inside::List(old_of), Inside::List(new_of), Value::Array(old), Value::Array(new)) => {
                let mut pairs = old.iter().zip(new);
                old.len() == new.len() && pairs.all(|(old, new)| self.is_same((old_of, old), (new_of, new)))
            }
            (Inside::Map(old_of), Inside::Map(new_of), Value::Object(old), Value::Object(new)) => {
                old.len() == new.len()
                    && old.iter().all(|(key, value)| {
                        new.get(key).is_some_and(|other| self.is_same((old_of, value), (new_of, other)))
                    })
            }
            (Inside::Pair(a, b), Inside::Pair(c, d), Value::Array(old), Value::Array(new)) => {
                self.is_same((a, &old[0]), (c, &new[0])) && self.is_same((b, &old[1]), (d, &new[1]))
            }
            _ => is_same_json(old, new),
        }
    }
}

/// A type without its newtypes and its `Option`s.
enum Inside<'a> {
    Record(&'a [FieldDef]),
    List(&'a FieldType),
    Map(&'a FieldType),
    Pair(&'a FieldType, &'a FieldType),
    Plain,
}

fn inside<'a>(catalog: &'a CheckedCatalog, of: &'a FieldType) -> Inside<'a> {
    match of {
        FieldType::Scalar(_) => Inside::Plain,
        FieldType::Option(inner) => inside(catalog, inner),
        FieldType::Vec(inner) => Inside::List(inner),
        FieldType::Map(inner) => Inside::Map(inner),
        FieldType::Pair(a, b) => Inside::Pair(a, b),
        FieldType::Named(index) => match &catalog.type_def(*index).shape {
            TypeShape::Newtype(is) | TypeShape::Rust { is, .. } => inside(catalog, is),
            TypeShape::Record(fields) => Inside::Record(fields),
            TypeShape::Enumeration(_) => Inside::Plain,
        },
    }
}

/// The new field of an old field.
fn heir<'f>(field: &FieldDef, new: &'f [FieldDef]) -> Option<&'f FieldDef> {
    let by_name = new.iter().find(|it| it.name.text == field.name.text);
    by_name.or_else(|| new.iter().find(|it| it.was.iter().any(|was| was.text == field.name.text)))
}

/// A field's value in a row: under its name or a former one, or its default.
fn value(field: &FieldDef, row: &Map<String, Value>) -> Value {
    let mut names = std::iter::once(&field.name).chain(&field.was);
    if let Some(value) = names.find_map(|name| row.get(&name.text)) {
        return value.clone();
    }
    let default = field.default.as_deref();
    default.map_or(Value::Null, |json| serde_json::from_str(json).expect("a default is JSON"))
}

fn is_same_json(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Number(old), Value::Number(new)) => old == new || old.as_f64() == new.as_f64(),
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_same_json(old, new))
        }
        (Value::Object(old), Value::Object(new)) => {
            old.len() == new.len()
                && old.iter().all(|(key, old)| new.get(key).is_some_and(|new| is_same_json(old, new)))
        }
        _ => old == new,
    }
}
