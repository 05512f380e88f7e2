//! Payloads as JSON Schema 2020-12: what the runtime writes and still reads, or what clients receive, with sensitive fields
//! redacted.

use std::ops::RangeInclusive;

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{EventDef, FieldDef, FieldType, Scalar, TypeDef, TypeShape};
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Number;

use crate::payload::{Json, REDACTED, public_default};

/// A schema. Empty members are omitted.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Schema {
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub(super) dialect: Option<&'static str>,
    #[serde(rename = "$id", skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    pub(super) reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) deprecated: bool,
    #[serde(rename = "x-sensitive", skip_serializing_if = "is_false")]
    pub(super) sensitive: bool,
    #[serde(rename = "x-version", skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<u32>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_encoding: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) minimum: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) maximum: Option<Number>,
    #[serde(rename = "const", skip_serializing_if = "Option::is_none")]
    pub(super) constant: Option<String>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub(super) values: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) default: Option<Json>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) prefix_items: Vec<Schema>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) items: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) min_items: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_items: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) additional_properties: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) required: Vec<String>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) properties: IndexMap<String, Schema>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) any_of: Vec<Schema>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) one_of: Vec<Schema>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) all_of: Vec<Schema>,
    #[serde(rename = "$defs", skip_serializing_if = "IndexMap::is_empty")]
    pub(super) definitions: IndexMap<String, Schema>,
}

impl Schema {
    /// Call a function with each nested schema, except definitions.
    pub(super) fn each_inner<'s>(&'s self, call: &mut impl FnMut(&'s Schema)) {
        let lists = [&self.prefix_items, &self.any_of, &self.one_of, &self.all_of];
        lists.into_iter().flatten().chain(self.properties.values()).for_each(&mut *call);
        [&self.items, &self.additional_properties].into_iter().flatten().for_each(|inner| call(inner));
    }
}

/// Builds schemas from a catalog. Types are references.
pub(super) struct Schemas<'c> {
    catalog: &'c CheckedCatalog,
    /// The prefix of references to types.
    types_at: &'static str,
    /// Whether sensitive fields can be redacted.
    redacted: bool,
}

impl<'c> Schemas<'c> {
    /// Schemas of recorded payloads.
    pub(super) fn of_records(catalog: &'c CheckedCatalog, types_at: &'static str) -> Self {
        Self { catalog, types_at, redacted: false }
    }

    /// Schemas of payloads that clients receive.
    pub(super) fn of_clients(catalog: &'c CheckedCatalog, types_at: &'static str) -> Self {
        Self { catalog, types_at, redacted: true }
    }

    /// The payload of an event.
    pub(super) fn event(&self, event: &EventDef) -> Schema {
        let deprecated = event.deprecated.as_ref().map(|reason| format!("Deprecated: {reason}"));
        let sentences = [Some(event.when.clone()), event.doc.clone(), deprecated];
        Schema {
            title: Some(event.name.text.clone()),
            description: Some(sentences.into_iter().flatten().collect::<Vec<_>>().join("\n\n")),
            deprecated: event.deprecated.is_some(),
            version: Some(event.version),
            ..self.object(&event.fields)
        }
    }

    /// All types by name.
    pub(super) fn types(&self) -> IndexMap<String, Schema> {
        self.catalog.types().iter().map(|ty| (ty.name.text.clone(), self.type_def(ty))).collect()
    }

    fn type_def(&self, ty: &TypeDef) -> Schema {
        let shape = match &ty.shape {
            TypeShape::Newtype(is) | TypeShape::Rust { is, .. } => self.of(is),
            TypeShape::Enumeration(values) => {
                let values = values.iter().map(|value| value.value.text.clone()).collect();
                Schema { kind: Some("string"), values, ..Schema::default() }
            }
            TypeShape::Record(fields) => self.object(fields),
        };
        Schema { title: Some(ty.name.text.clone()), description: ty.doc.clone(), ..shape }
    }

    /// An object of fields. Unknown fields are allowed, because the runtime ignores them; a former name replaces the present one.
    fn object(&self, fields: &[FieldDef]) -> Schema {
        let mut object = Schema { kind: Some("object"), ..Schema::default() };
        for field in fields {
            let schema = self.field(field);
            for former in &field.was {
                let description = Some(format!("The former name of `{}`.", field.name));
                let former_schema = Schema { description, deprecated: true, ..schema.clone() };
                object.properties.insert(former.text.clone(), former_schema);
            }
            object.properties.insert(field.name.text.clone(), schema);
            if is_missing_allowed(field) {
                continue;
            }
            if field.was.is_empty() {
                object.required.push(field.name.text.clone())
            } else {
                object.all_of.push(one_of_the_names(field))
            }
        }
        object
    }

    fn field(&self, field: &FieldDef) -> Schema {
        let schema = self.of(&field.ty);
        Schema {
            description: field.doc.clone(),
            sensitive: field.sensitive,
            default: public_default(self.catalog, field),
            ..if self.redacted && field.sensitive { or_redacted(schema) } else { schema }
        }
    }

    fn of(&self, ty: &FieldType) -> Schema {
        match ty {
            FieldType::Scalar(scalar) => scalar_schema(*scalar),
            FieldType::Named(index) => {
                let name = &self.catalog.type_def(*index).name;
                Schema { reference: Some(format!("{}{name}", self.types_at)), ..Schema::default() }
            }
            FieldType::Option(inner) => {
                let null = Schema { kind: Some("null"), ..Schema::default() };
                Schema { any_of: vec![self.of(inner), null], ..Schema::default() }
            }
            FieldType::Vec(inner) => {
                let items = Some(Box::new(self.of(inner)));
                Schema { kind: Some("array"), items, ..Schema::default() }
            }
            FieldType::Map(inner) => {
                let values = Some(Box::new(self.of(inner)));
                Schema { kind: Some("object"), additional_properties: values, ..Schema::default() }
            }
            // Bounds instead of `items: false`: AsyncAPI uses draft 7, which does not know `prefixItems` and would refuse all items.
            FieldType::Pair(first, second) => Schema {
                kind: Some("array"),
                prefix_items: vec![self.of(first), self.of(second)],
                min_items: Some(2),
                max_items: Some(2),
                ..Schema::default()
            },
        }
    }
}

/// The schema or the redaction text. A plain string schema allows the text already.
fn or_redacted(schema: Schema) -> Schema {
    if schema.kind == Some("string") && schema.format.is_none() && schema.content_encoding.is_none() {
        return schema;
    }
    let redacted = Schema { constant: Some(REDACTED.to_owned()), ..Schema::default() };
    Schema { any_of: vec![schema, redacted], ..Schema::default() }
}

/// Whether the field can be missing in older rows.
fn is_missing_allowed(field: &FieldDef) -> bool {
    field.default.is_some() || matches!(field.ty, FieldType::Option(_))
}

fn one_of_the_names(field: &FieldDef) -> Schema {
    let names = std::iter::once(&field.name).chain(&field.was);
    let any_of = names.map(|name| Schema { required: vec![name.text.clone()], ..Schema::default() }).collect();
    Schema { any_of, ..Schema::default() }
}

fn scalar_schema(scalar: Scalar) -> Schema {
    let of = |kind| Schema { kind: Some(kind), ..Schema::default() };
    let text = |format| Schema { format: Some(format), ..of("string") };
    match scalar {
        Scalar::Bool => of("boolean"),
        Scalar::F32 | Scalar::F64 => of("number"),
        Scalar::String => of("string"),
        Scalar::Uuid => text("uuid"),
        Scalar::Timestamp => text("date-time"),
        Scalar::Date => text("date"),
        Scalar::Json => Schema::default(),
        Scalar::Bytes => Schema { content_encoding: Some("base64"), ..of("string") },
        integer => {
            let range = integer.integer_range();
            let limit =
                |of: fn(&RangeInclusive<i128>) -> &i128| range.as_ref().and_then(|it| Number::from_i128(*of(it)));
            Schema { minimum: limit(RangeInclusive::start), maximum: limit(RangeInclusive::end), ..of("integer") }
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(value: &bool) -> bool {
    !value
}
