//! What stands for a field that a row lacks: its default, `null` where it is an `Option`, or nothing.

use serde_json::{Map, Value};

use crate::model::{CheckedCatalog, FieldDef, FieldType, TypeShape};

/// What stands for a missing field, as JSON text; `None` where it must be there.
pub(super) fn json(field: &FieldDef) -> Option<&str> {
    let null = matches!(field.ty, FieldType::Option(_)).then_some("null");
    field.default.as_deref().or(null)
}

/// Whether a row that lacks the old field reads as it did with the new one: always where no row may lack it.
///
/// A default that holds records is written with all their fields, so that it is another text whenever such a record changes. It is the same
/// as long as the old text reads as the new one.
pub(super) fn is_read(catalog: &CheckedCatalog, old: &FieldDef, new: &FieldDef) -> bool {
    let (was, is) = match (json(old), json(new)) {
        (None, _) => return true,
        (Some(_), None) => return false,
        (Some(was), Some(is)) => (was, is),
    };
    if was == is {
        return true;
    }
    let read = |text| serde_json::from_str(text).ok().map(|value| as_read(catalog, &new.ty, value));
    holds_records(catalog, &new.ty) && read(was).is_some_and(|was| read(is) == Some(was))
}

fn holds_records(catalog: &CheckedCatalog, ty: &FieldType) -> bool {
    match ty {
        FieldType::Scalar(_) => false,
        FieldType::Option(inner) | FieldType::Vec(inner) | FieldType::Map(inner) => holds_records(catalog, inner),
        FieldType::Pair(first, second) => holds_records(catalog, first) || holds_records(catalog, second),
        FieldType::Named(index) => match &catalog.type_def(*index).shape {
            TypeShape::Newtype(is) => holds_records(catalog, is),
            TypeShape::Record(_) => true,
            TypeShape::Enumeration(_) | TypeShape::Rust { .. } => false,
        },
    }
}

/// A value with the fields of its records under their present names, those that are missing filled in, and unknown ones left out.
fn as_read(catalog: &CheckedCatalog, ty: &FieldType, value: Value) -> Value {
    match (ty, value) {
        (FieldType::Option(inner), value) if !value.is_null() => as_read(catalog, inner, value),
        (FieldType::Vec(inner), Value::Array(values)) => {
            values.into_iter().map(|value| as_read(catalog, inner, value)).collect()
        }
        (FieldType::Map(inner), Value::Object(values)) => {
            let read = |(name, value)| (name, as_read(catalog, inner, value));
            Value::Object(values.into_iter().map(read).collect())
        }
        (FieldType::Pair(first, second), Value::Array(values)) => {
            let types = [first, second].into_iter();
            types.zip(values).map(|(ty, value)| as_read(catalog, ty, value)).collect()
        }
        (FieldType::Named(index), value) => match (&catalog.type_def(*index).shape, value) {
            (TypeShape::Newtype(is), value) => as_read(catalog, is, value),
            (TypeShape::Record(fields), Value::Object(values)) => record(catalog, fields, values),
            (_, value) => value,
        },
        (_, value) => value,
    }
}

fn record(catalog: &CheckedCatalog, fields: &[FieldDef], mut values: Map<String, Value>) -> Value {
    let mut read = Map::new();
    for field in fields {
        let mut names = std::iter::once(&field.name).chain(&field.was);
        let there = names.find_map(|name| values.remove(&name.text));
        if let Some(value) = there.or_else(|| json(field).and_then(|text| serde_json::from_str(text).ok())) {
            read.insert(field.name.text.clone(), as_read(catalog, &field.ty, value));
        }
    }
    Value::Object(read)
}
