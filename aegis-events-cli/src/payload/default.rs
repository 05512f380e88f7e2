//! Defaults of fields as JSON, with sensitive fields redacted.

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{FieldDef, FieldType, TypeShape};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::REDACTED;

/// JSON that keeps the order of its members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Json>),
    Object(IndexMap<String, Json>),
}

impl Json {
    /// On several lines.
    pub(crate) fn pretty(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// On one line.
    pub(crate) fn short(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A field's default, redacted.
pub(crate) fn default(catalog: &CheckedCatalog, field: &FieldDef) -> Option<Json> {
    let mut json = serde_json::from_str(field.default.as_deref()?).ok()?;
    redact_field(catalog, &mut json, field);
    Some(json)
}

/// A field's default, unless it contains a sensitive value.
pub(crate) fn public_default(catalog: &CheckedCatalog, field: &FieldDef) -> Option<Json> {
    let json: Json = serde_json::from_str(field.default.as_deref()?).ok()?;
    (default(catalog, field)? == json).then_some(json)
}

fn redact_field(catalog: &CheckedCatalog, json: &mut Json, field: &FieldDef) {
    if field.sensitive {
        *json = Json::Text(REDACTED.to_owned());
    } else {
        redact(catalog, json, &field.ty);
    }
}

fn redact(catalog: &CheckedCatalog, json: &mut Json, ty: &FieldType) {
    match (ty, json) {
        (FieldType::Option(inner), json) => redact(catalog, json, inner),
        (FieldType::Vec(inner), Json::List(values)) => values.iter_mut().for_each(|it| redact(catalog, it, inner)),
        (FieldType::Map(inner), Json::Object(members)) => {
            members.values_mut().for_each(|it| redact(catalog, it, inner));
        }
        (FieldType::Pair(first, second), Json::List(values)) => {
            values.iter_mut().zip([first, second]).for_each(|(it, ty)| redact(catalog, it, ty));
        }
        (FieldType::Named(index), json) => match (&catalog.type_def(*index).shape, json) {
            (TypeShape::Newtype(is) | TypeShape::Rust { is, .. }, json) => redact(catalog, json, is),
            (TypeShape::Record(fields), Json::Object(members)) => {
                for field in fields {
                    if let Some(value) = members.get_mut(&field.name.text) {
                        redact_field(catalog, value, field);
                    }
                }
            }
            _ => {}
        },
        _ => {}
    }
}
