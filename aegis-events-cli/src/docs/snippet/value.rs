//! Example values as Rust expressions.

use std::collections::BTreeSet;

use aegis_events_catalog::model::{FieldDef, FieldType, Scalar, TypeDef, TypeShape};
use aegis_events_catalog::{CheckedCatalog, identifier};
use heck::ToSnakeCase;

use crate::docs::example::words;

/// Records in records may double at every level: those that come after this many values are parameters.
const MOST_VALUES: usize = 100;

/// Values of one snippet, and what they need.
pub(super) struct Values<'a> {
    catalog: &'a CheckedCatalog,
    left: usize,
    /// Types of the catalog that are named.
    pub(super) imports: BTreeSet<String>,
    /// What only the reader has: name and type, each once.
    pub(super) parameters: Vec<(String, String)>,
}

impl<'a> Values<'a> {
    pub(super) fn of(catalog: &'a CheckedCatalog) -> Self {
        Self { catalog, left: MOST_VALUES, imports: BTreeSet::new(), parameters: Vec::new() }
    }

    /// The fields of a struct, in braces that stand `depth` levels deep.
    pub(super) fn fields(&mut self, fields: &[FieldDef], depth: usize) -> String {
        if fields.is_empty() {
            return "{}".to_owned();
        }
        let mut text = "{\n".to_owned();
        for field in fields {
            let value = self.value(&field.ty, &field.name.text, depth);
            let name = identifier(&field.name.text);
            let indent = "    ".repeat(depth);
            text.push_str(&format!("{indent}{name}: {value},\n"));
        }
        text + &"    ".repeat(depth - 1) + "}"
    }

    fn value(&mut self, ty: &FieldType, name: &str, depth: usize) -> String {
        self.left = self.left.saturating_sub(1);
        match ty {
            FieldType::Scalar(scalar) => scalar_value(*scalar, name),
            FieldType::Named(index) => {
                let ty = self.catalog.type_def(*index);
                self.named(ty, depth)
            }
            FieldType::Option(_) | FieldType::Vec(_) | FieldType::Map(_) if self.left == 0 => empty(ty).to_owned(),
            FieldType::Option(inner) => format!("Some({})", self.value(inner, name, depth)),
            FieldType::Vec(inner) => format!("vec![{}]", self.value(inner, name, depth)),
            FieldType::Map(inner) => {
                let value = self.value(inner, name, depth);
                format!("aegis_events::types::Map::from([(\"key\".to_owned(), {value})])")
            }
            FieldType::Pair(first, second) => {
                format!("({}, {})", self.value(first, name, depth), self.value(second, name, depth))
            }
        }
    }

    fn named(&mut self, ty: &TypeDef, depth: usize) -> String {
        let name = &ty.name.text;
        match &ty.shape {
            TypeShape::Rust { path, .. } => return self.parameter(name, seen_from_domain(&path.text)),
            TypeShape::Record(_) if self.left == 0 => {
                let path = format!("crate::domain::{name}");
                return self.parameter(name, path);
            }
            _ => {}
        }
        self.imports.insert(name.clone());
        match &ty.shape {
            TypeShape::Newtype(FieldType::Scalar(Scalar::Uuid)) => format!("{name}::new()"),
            TypeShape::Newtype(FieldType::Scalar(Scalar::String)) => format!("{name}::from({:?})", words(name)),
            TypeShape::Newtype(is) | TypeShape::Rust { is, .. } => format!("{name}({})", self.value(is, name, depth)),
            TypeShape::Enumeration(values) => {
                let variant = values.first().map_or("", |value| value.variant.as_str());
                format!("{name}::{variant}")
            }
            TypeShape::Record(fields) => format!("{name} {}", self.fields(fields, depth + 1)),
        }
    }

    /// A value that the reader has.
    fn parameter(&mut self, name: &str, ty: String) -> String {
        let snake = name.to_snake_case();
        let name = identifier(&snake).into_owned();
        if self.parameters.iter().all(|(known, _)| *known != name) {
            self.parameters.push((name.clone(), format!("&{ty}")));
        }
        format!("{name}.clone()")
    }
}

fn empty(ty: &FieldType) -> &'static str {
    match ty {
        FieldType::Option(_) => "None",
        FieldType::Vec(_) => "Vec::new()",
        _ => "aegis_events::types::Map::new()",
    }
}

fn scalar_value(scalar: Scalar, name: &str) -> String {
    match scalar {
        Scalar::Bool => "true".to_owned(),
        Scalar::F32 | Scalar::F64 => "0.5".to_owned(),
        Scalar::String => format!("{:?}.to_owned()", words(name)),
        Scalar::Uuid => "aegis_events::types::Uuid::now_v7()".to_owned(),
        Scalar::Timestamp => "chrono::Utc::now()".to_owned(),
        Scalar::Date => "chrono::Utc::now().date_naive()".to_owned(),
        Scalar::Json => "aegis_events::types::Json::from(\"any JSON\")".to_owned(),
        Scalar::Bytes => "aegis_events::types::Bytes::from(vec![0, 1, 2])".to_owned(),
        _ => "42".to_owned(),
    }
}

/// A path as it is written in the catalog resolves from the module of `DomainEvent`.
fn seen_from_domain(path: &str) -> String {
    match path.strip_prefix("super::") {
        _ if path.starts_with("crate::") || path.starts_with("::") => path.to_owned(),
        Some(outer) => format!("crate::{outer}"),
        None => format!("crate::domain::{}", path.strip_prefix("self::").unwrap_or(path)),
    }
}
