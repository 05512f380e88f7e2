//! Fields: their Rust types, their SQL types, their docs.

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{FieldDef, FieldType, Scalar};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::names::ident;
use crate::args::Runtime;

/// The Rust type of a field. `beside` leads from where the type is written to what stands beside the domain enum.
pub(crate) fn rust_type(
    catalog: &CheckedCatalog,
    runtime: &Runtime,
    ty: &FieldType,
    beside: &TokenStream,
) -> TokenStream {
    let inner = |ty: &FieldType| rust_type(catalog, runtime, ty, beside);
    match ty {
        FieldType::Scalar(scalar) => scalar_type(runtime, *scalar),
        FieldType::Named(index) => {
            let name = ident(&catalog.type_def(*index).name.text);
            quote!(#beside #name)
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
    match scalar {
        Scalar::Bool => quote!(::core::primitive::bool),
        Scalar::I8 => quote!(::core::primitive::i8),
        Scalar::I16 => quote!(::core::primitive::i16),
        Scalar::I32 => quote!(::core::primitive::i32),
        Scalar::I64 => quote!(::core::primitive::i64),
        Scalar::U8 => quote!(::core::primitive::u8),
        Scalar::U16 => quote!(::core::primitive::u16),
        Scalar::U32 => quote!(::core::primitive::u32),
        Scalar::U64 => quote!(::core::primitive::u64),
        Scalar::F32 => quote!(::core::primitive::f32),
        Scalar::F64 => quote!(::core::primitive::f64),
        Scalar::String => quote!(::std::string::String),
        Scalar::Uuid => quote!(#runtime::types::Uuid),
        Scalar::Timestamp => quote!(#runtime::types::Timestamp),
        Scalar::Date => quote!(#runtime::types::Date),
        Scalar::Json => quote!(#runtime::types::Json),
        Scalar::Bytes => quote!(#runtime::types::Bytes),
    }
}

/// The variant of the runtime's `SqlType` for a field: `Debug` writes its name.
pub(crate) fn sql_type(catalog: &CheckedCatalog, ty: &FieldType) -> Ident {
    Ident::new(&format!("{:?}", catalog.sql_column(ty).sql_type), Span::call_site())
}

/// The field's entry in the table of its record.
pub(crate) fn table_entry(catalog: &CheckedCatalog, runtime: &Runtime, field: &FieldDef) -> TokenStream {
    let name = &field.name.text;
    let sql = sql_type(catalog, &field.ty);
    let optional = matches!(field.ty, FieldType::Option(_)).then(|| quote!(.optional()));
    let sensitive = field.sensitive.then(|| quote!(.sensitive()));
    let default = field.default.as_ref().map(|json| quote!(.default_json(#json)));
    let was = field.was.iter().map(|name| &name.text);
    let was = (!field.was.is_empty()).then(|| quote!(.was(&[#(#was),*])));
    quote!(#runtime::catalog::Field::new(#name, #runtime::catalog::SqlType::#sql) #optional #sensitive #default #was)
}

/// What the documentation says of a field: its own `doc`, or that of its type, or at least its name.
pub(crate) fn doc(catalog: &CheckedCatalog, field: &FieldDef) -> String {
    let own = field.doc.clone().or_else(|| named_type(&field.ty).and_then(|index| catalog.type_def(index).doc.clone()));
    let text = own.unwrap_or_else(|| format!("`{}`", field.name.text));
    if field.sensitive { format!("{text}\n\nSensitive: shown redacted.") } else { text }
}

fn named_type(ty: &FieldType) -> Option<aegis_events_catalog::model::TypeIndex> {
    match ty {
        FieldType::Named(index) => Some(*index),
        FieldType::Option(ty) | FieldType::Vec(ty) | FieldType::Map(ty) => named_type(ty),
        FieldType::Scalar(_) | FieldType::Pair(..) => None,
    }
}
