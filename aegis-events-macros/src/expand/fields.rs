//! Fields: their Rust types, their SQL types, their docs.

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{FieldDef, FieldType, Scalar, TypeIndex};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::tokens::{doc_attr, ident};
use crate::args::Runtime;

/// The Rust type of a field. `prefix` is the path to the module of the domain enum: empty, or `super::`.
pub(super) fn rust_type(
    catalog: &CheckedCatalog,
    runtime: &Runtime,
    ty: &FieldType,
    prefix: &TokenStream,
) -> TokenStream {
    let inner = |ty: &FieldType| rust_type(catalog, runtime, ty, prefix);
    match ty {
        FieldType::Scalar(scalar) => scalar_type(runtime, *scalar),
        FieldType::Named(index) => {
            let name = ident(&catalog.type_def(*index).name.text);
            quote!(#prefix #name)
        }
        FieldType::Option(ty) => {
            let ty = inner(ty);
            quote!(::core::option::Option<#ty>)
        }
        FieldType::Vec(ty) => {
            let ty = inner(ty);
            quote!(::std::vec::Vec<#ty>)
        }
        FieldType::Map(ty) => {
            let ty = inner(ty);
            quote!(#runtime::types::Map<#ty>)
        }
        FieldType::Pair(first, second) => {
            let (first, second) = (inner(first), inner(second));
            quote!((#first, #second))
        }
    }
}

fn scalar_type(runtime: &Runtime, scalar: Scalar) -> TokenStream {
    let name = ident(scalar.name());
    match scalar {
        Scalar::String => quote!(::std::string::String),
        Scalar::Uuid | Scalar::Timestamp | Scalar::Date | Scalar::Json | Scalar::Bytes => {
            quote!(#runtime::types::#name)
        }
        _ => quote!(::core::primitive::#name),
    }
}

/// The variant of the runtime's `SqlType` for a field, whose name is its `Debug` output.
pub(super) fn sql_type(catalog: &CheckedCatalog, ty: &FieldType) -> Ident {
    ident(&format!("{:?}", catalog.sql_column(ty).sql_type))
}

/// The field's entry in `Record::FIELDS`.
pub(super) fn table_entry(catalog: &CheckedCatalog, runtime: &Runtime, field: &FieldDef) -> TokenStream {
    let name = &field.name.text;
    let sql = sql_type(catalog, &field.ty);
    let optional = matches!(field.ty, FieldType::Option(_)).then(|| quote!(.optional()));
    let sensitive = field.sensitive.then(|| quote!(.sensitive()));
    let default = field.default.as_ref().map(|json| quote!(.default_json(#json)));
    let was = field.was.iter().map(|name| &name.text);
    let was = (!field.was.is_empty()).then(|| quote!(.was(&[#(#was),*])));
    quote!(#runtime::catalog::Field::new(#name, #runtime::catalog::SqlType::#sql) #optional #sensitive #default #was)
}

/// The declarations of fields in a struct.
pub(super) fn declarations(
    catalog: &CheckedCatalog,
    runtime: &Runtime,
    fields: &[FieldDef],
    vis: &TokenStream,
    prefix: &TokenStream,
) -> TokenStream {
    let declarations = fields.iter().map(|field| {
        let doc = doc_attr(&doc(catalog, field));
        let name = ident(&field.name.text);
        let ty = rust_type(catalog, runtime, &field.ty, prefix);
        quote!(#doc #vis #name: #ty,)
    });
    declarations.collect()
}

/// The documentation of a field: its own `doc`, else that of its type, else its name.
fn doc(catalog: &CheckedCatalog, field: &FieldDef) -> String {
    let own = field.doc.clone().or_else(|| named_type(&field.ty).and_then(|index| catalog.type_def(index).doc.clone()));
    let text = own.unwrap_or_else(|| format!("`{}`", field.name.text));
    if field.sensitive { format!("{text}\n\nSensitive: redacted in `Debug` output.") } else { text }
}

fn named_type(ty: &FieldType) -> Option<TypeIndex> {
    match ty {
        FieldType::Named(index) => Some(*index),
        FieldType::Option(ty) | FieldType::Vec(ty) | FieldType::Map(ty) => named_type(ty),
        FieldType::Scalar(_) | FieldType::Pair(..) => None,
    }
}
