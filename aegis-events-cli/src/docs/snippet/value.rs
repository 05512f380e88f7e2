//! Example values as Rust expressions.

use std::collections::BTreeSet;

use aegis_events_catalog::model::{FieldDef, FieldType, Scalar, TypeDef, TypeShape};
use aegis_events_catalog::{CheckedCatalog, identifier};
use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::quote;

use crate::docs::example::words;

/// Nested records can double at each level. After this many values, the rest are empty values and parameters.
const MOST_VALUES: usize = 100;

/// The values of one snippet, with the imports and parameters that they need.
pub(super) struct Values<'a> {
    catalog: &'a CheckedCatalog,
    left: usize,
    /// Types of the catalog that the snippet imports.
    pub(super) imports: BTreeSet<String>,
    /// Parameters for values that the catalog cannot describe: name and type, each once.
    pub(super) parameters: Vec<(String, TokenStream)>,
}

impl<'a> Values<'a> {
    pub(super) fn of(catalog: &'a CheckedCatalog) -> Self {
        Self { catalog, left: MOST_VALUES, imports: BTreeSet::new(), parameters: Vec::new() }
    }

    /// The fields of a struct, in braces.
    pub(super) fn fields(&mut self, fields: &[FieldDef]) -> TokenStream {
        let fields = fields.iter().map(|field| {
            let (name, value) = (ident(&field.name.text), self.value(&field.ty, &field.name.text));
            quote!(#name: #value)
        });
        let fields: Vec<_> = fields.collect();
        quote!({ #(#fields),* })
    }

    fn value(&mut self, ty: &FieldType, name: &str) -> TokenStream {
        self.left = self.left.saturating_sub(1);
        match ty {
            FieldType::Scalar(scalar) => scalar_value(*scalar, name),
            FieldType::Named(index) => self.named(self.catalog.type_def(*index)),
            FieldType::Option(_) if self.left == 0 => quote!(None),
            FieldType::Vec(_) if self.left == 0 => quote!(Vec::new()),
            FieldType::Map(_) if self.left == 0 => quote!(aegis_events::types::Map::new()),
            FieldType::Option(inner) => {
                let value = self.value(inner, name);
                quote!(Some(#value))
            }
            FieldType::Vec(inner) => {
                let value = self.value(inner, name);
                quote!(Vec::from([#value]))
            }
            FieldType::Map(inner) => {
                let value = self.value(inner, name);
                quote!(aegis_events::types::Map::from([("key".to_owned(), #value)]))
            }
            FieldType::Pair(first, second) => {
                let (first, second) = (self.value(first, name), self.value(second, name));
                quote!((#first, #second))
            }
        }
    }

    fn named(&mut self, ty: &TypeDef) -> TokenStream {
        let text = &ty.name.text;
        let name = ident(text);
        match &ty.shape {
            TypeShape::Rust { path, .. } => return self.parameter(text, path_from_domain(&path.text)),
            TypeShape::Record(_) if self.left == 0 => return self.parameter(text, quote!(crate::domain::#name)),
            _ => {}
        }
        self.imports.insert(text.clone());
        match &ty.shape {
            TypeShape::Newtype(FieldType::Scalar(Scalar::Uuid)) => quote!(#name::new()),
            TypeShape::Newtype(FieldType::Scalar(Scalar::String)) => {
                let words = words(text);
                quote!(#name::from(#words))
            }
            TypeShape::Newtype(is) | TypeShape::Rust { is, .. } => {
                let value = self.value(is, text);
                quote!(#name(#value))
            }
            TypeShape::Enumeration(values) => {
                let variant = values.first().map(|value| ident(&value.variant));
                quote!(#name::#variant)
            }
            TypeShape::Record(fields) => {
                let fields = self.fields(fields);
                quote!(#name #fields)
            }
        }
    }

    /// A value that the snippet takes as a parameter.
    fn parameter(&mut self, name: &str, ty: TokenStream) -> TokenStream {
        let name = name.to_snake_case();
        if self.parameters.iter().all(|(known, _)| *known != name) {
            self.parameters.push((name.clone(), ty));
        }
        let name = ident(&name);
        quote!(#name.clone())
    }
}

fn scalar_value(scalar: Scalar, name: &str) -> TokenStream {
    match scalar {
        Scalar::Bool => quote!(true),
        Scalar::F32 | Scalar::F64 => quote!(0.5),
        Scalar::String => {
            let words = words(name);
            quote!(#words.to_owned())
        }
        Scalar::Uuid => quote!(aegis_events::types::Uuid::now_v7()),
        Scalar::Timestamp => quote!(chrono::Utc::now()),
        Scalar::Date => quote!(chrono::Utc::now().date_naive()),
        Scalar::Json => quote!(aegis_events::types::Json::from("any JSON")),
        Scalar::Bytes => quote!(aegis_events::types::Bytes::from(vec![0, 1, 2])),
        _ => quote!(42),
    }
}

/// A path of the catalog, which is relative to the module of `DomainEvent`, from elsewhere in the crate.
fn path_from_domain(path: &str) -> TokenStream {
    let full = match path.strip_prefix("super::") {
        _ if path.starts_with("crate::") || path.starts_with("::") => path.to_owned(),
        Some(outer) => format!("crate::{outer}"),
        None => format!("crate::domain::{}", path.strip_prefix("self::").unwrap_or(path)),
    };
    full.parse().unwrap_or_default()
}

/// A name of the catalog as a Rust identifier.
pub(super) fn ident(name: &str) -> TokenStream {
    identifier(name).parse().unwrap_or_default()
}
