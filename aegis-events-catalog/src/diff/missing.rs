//! The value of a field that a row lacks: its default, `null` for an `Option`, or none.

use serde_json::{Map, Value};

use crate::model::{CheckedCatalog, FieldDef, FieldType, Scalar, TypeShape};

/// The value of a missing field, as JSON text; `None` if the field is required.
pub(super) fn json(field: &FieldDef) -> Option<&str> {
    let null = matches!(field.ty, FieldType::Option(_)).then_some("null");
    field.default.as_deref().or(null)
}

/// Whether a row that lacks the field has the same value with the new definition. True if no row may lack it.
///
/// The text of a default depends on its type: it has all fields of a record, and a point in floating-point numbers. So the
/// text changes with the type. The default is the same if the old text reads as the new one does.
pub(super) fn is_read(catalog: &CheckedCatalog, old: &FieldDef, new: &FieldDef) -> bool {
    let (was, is) = match (json(old), json(new)) {
        (None, _) => return true,
        (Some(_), None) => return false,
        (Some(was), Some(is)) => (was, is),
    };
    if was == is {
        return true;
    }
    let mut reading = Reading { catalog, has_rewritten: false };
    let mut read = |text| serde_json::from_str(text).ok().map(|value| reading.value(&new.ty, value));
    let is_same = read(was).is_some_and(|was| read(is) == Some(was));
    is_same && reading.has_rewritten
}

/// Reads values as the types of a catalog.
struct Reading<'c> {
    catalog: &'c CheckedCatalog,
    /// Whether a value was found whose text depends on its type. Other texts are as the author wrote them.
    has_rewritten: bool,
}

impl Reading<'_> {
    /// A value in which records have their fields under the present names, with missing ones filled in and unknown ones
    /// dropped.
    fn value(&mut self, ty: &FieldType, value: Value) -> Value {
        match (ty, value) {
            (FieldType::Scalar(Scalar::F32 | Scalar::F64), Value::Number(number)) => {
                self.has_rewritten = true;
                Value::from(number.as_f64())
            }
            (FieldType::Option(inner), value) if !value.is_null() => self.value(inner, value),
            (FieldType::Vec(inner), Value::Array(values)) => {
                values.into_iter().map(|value| self.value(inner, value)).collect()
            }
            (FieldType::Map(inner), Value::Object(values)) => {
                Value::Object(values.into_iter().map(|(name, value)| (name, self.value(inner, value))).collect())
            }
            (FieldType::Pair(first, second), Value::Array(values)) => {
                let types = [first, second].into_iter();
                types.zip(values).map(|(ty, value)| self.value(ty, value)).collect()
            }
            (FieldType::Named(index), value) => match (&self.catalog.type_def(*index).shape, value) {
                (TypeShape::Newtype(is), value) => self.value(is, value),
                (TypeShape::Record(fields), Value::Object(values)) => self.record(fields, values),
                (_, value) => value,
            },
            (_, value) => value,
        }
    }

    fn record(&mut self, fields: &[FieldDef], mut values: Map<String, Value>) -> Value {
        self.has_rewritten = true;
        let mut read = Map::new();
        for field in fields {
            let mut names = std::iter::once(&field.name).chain(&field.was);
            let there = names.find_map(|name| values.remove(&name.text));
            if let Some(value) = there.or_else(|| json(field).and_then(|text| serde_json::from_str(text).ok())) {
                read.insert(field.name.text.clone(), self.value(&field.ty, value));
            }
        }
        Value::Object(read)
    }
}
