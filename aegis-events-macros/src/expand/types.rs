//! The types of `[types]`: newtypes, enumerations, records, and aliases of the user's own types.

use aegis_events_catalog::model::{FieldDef, FieldType, Scalar, TypeDef, TypeShape, ValueDef};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::names::Names;
use super::record::Table;
use super::tokens::{doc_attr, ident};
use super::{fields, impls};

/// All types.
pub(super) fn expand(names: &Names<'_>) -> TokenStream {
    names.catalog.types().iter().map(|definition| one(names, definition)).collect()
}

fn one(names: &Names<'_>, definition: &TypeDef) -> TokenStream {
    let name = ident(&definition.name.text);
    let doc = definition.doc.clone().unwrap_or_else(|| format!("The type `{}` of the catalog.", definition.name));
    let doc = doc_attr(&doc);
    let item = match &definition.shape {
        TypeShape::Newtype(is) => newtype(names, &name, is),
        TypeShape::Enumeration(values) => enumeration(names, &name, values),
        TypeShape::Record(fields) => record(names, &name, fields),
        TypeShape::Rust { path, .. } => {
            let vis = &names.vis;
            let path: TokenStream = path.text.parse().unwrap_or_default();
            quote!(#vis type #name = #path;)
        }
    };
    quote!(#doc #item)
}

/// The struct, its conversions and serde, and everything that its scalar can do too.
fn newtype(names: &Names<'_>, name: &Ident, is: &FieldType) -> TokenStream {
    let Names { catalog, runtime, vis, .. } = names;
    let derives = derives(is);
    let inner = fields::rust_type(catalog, runtime, is, &TokenStream::new());
    let serde = quote!(#runtime::support::serde);
    let from = impls::from(&inner, name, &quote!(Self(value)));
    let into = impls::from(name, &inner, &quote!(value.0));
    let serialize = impls::serialize(runtime, name, &quote!(#serde::Serialize::serialize(&self.0, serializer)));
    let read = quote!(#serde::Deserialize::deserialize(deserializer).map(Self));
    let deserialize = impls::deserialize(runtime, name, &read);
    let methods = match is {
        FieldType::Scalar(Scalar::String) => string_methods(names, name),
        FieldType::Scalar(Scalar::Uuid) => new_id(names, name),
        _ => TokenStream::new(),
    };
    let text = has_text(is).then(|| text(name, &inner));
    quote! {
        #[derive(#derives, ::core::fmt::Debug)]
        #vis struct #name(#vis #inner);

        #from #into #serialize #deserialize #methods #text
    }
}

fn derives(is: &FieldType) -> TokenStream {
    let partial = quote!(::core::clone::Clone, ::core::cmp::PartialEq);
    let total = quote!(#partial, ::core::cmp::Eq, ::core::hash::Hash);
    let ordered = quote!(#total, ::core::cmp::PartialOrd, ::core::cmp::Ord);
    match is {
        FieldType::Scalar(Scalar::Json) => total,
        FieldType::Scalar(Scalar::F32 | Scalar::F64) => {
            quote!(#partial, ::core::marker::Copy, ::core::cmp::PartialOrd)
        }
        FieldType::Scalar(Scalar::String | Scalar::Bytes) => ordered,
        FieldType::Scalar(_) => quote!(#ordered, ::core::marker::Copy),
        _ => partial,
    }
}

/// Whether a type has `Display` and `FromStr`.
fn has_text(is: &FieldType) -> bool {
    matches!(is, FieldType::Scalar(scalar) if !matches!(scalar, Scalar::Json | Scalar::Bytes))
}

/// `Display` and `FromStr`, by those of the inner type.
fn text(name: &Ident, inner: &TokenStream) -> TokenStream {
    let display = impls::format("Display", name, &quote!(::core::fmt::Display::fmt(&self.0, f)));
    let from_str = impls::from_str(
        name,
        &quote!(<#inner as ::core::str::FromStr>::Err),
        &quote!(::core::str::FromStr::from_str(text).map(Self)),
    );
    quote!(#display #from_str)
}

/// The text of a newtype of `String`, and the conversion from one.
fn string_methods(names: &Names<'_>, name: &Ident) -> TokenStream {
    let vis = &names.vis;
    let from = impls::from(&quote!(&::core::primitive::str), name, &quote!(Self(::std::string::String::from(value))));
    let as_ref = impls::as_ref_str(name);
    quote! {
        #[allow(dead_code)]
        impl #name {
            /// The text.
            #[must_use]
            #vis fn as_str(&self) -> &::core::primitive::str {
                &self.0
            }
        }

        #from #as_ref
    }
}

/// A new value of a newtype of `Uuid`. There is no `Default`: a default value that differs each time would surprise.
fn new_id(names: &Names<'_>, name: &Ident) -> TokenStream {
    let Names { runtime, vis, .. } = names;
    quote! {
        #[allow(dead_code, clippy::new_without_default)]
        impl #name {
            /// Creates a new id: a UUID of version 7, which sorts by the time of its creation.
            #[must_use]
            #vis fn new() -> Self {
                Self(#runtime::types::Uuid::now_v7())
            }
        }
    }
}

/// The enum, its texts, and serde by them.
fn enumeration(names: &Names<'_>, name: &Ident, values: &[ValueDef]) -> TokenStream {
    let Names { runtime, vis, .. } = names;
    let docs = values.iter().map(|value| doc_attr(&format!("`{}`", value.value)));
    let variants = values.iter().map(|value| ident(&value.variant));
    let type_name = name.to_string();
    let methods = enumeration_methods(names, name, values);
    let display = impls::format("Display", name, &quote!(f.pad(self.as_str())));
    let as_ref = impls::as_ref_str(name);
    let from_str = impls::from_str(
        name,
        &quote!(#runtime::types::UnknownValue),
        &quote!(#runtime::support::parse_value(#type_name, Self::ALL, Self::as_str, text)),
    );
    let serialize = impls::serialize(runtime, name, &quote!(serializer.serialize_str(self.as_str())));
    let deserialize = impls::deserialize(runtime, name, &quote!(#runtime::support::deserialize_value(deserializer)));
    quote! {
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::hash::Hash, ::core::cmp::PartialOrd, ::core::cmp::Ord
        )]
        #vis enum #name {
            #(#docs #variants,)*
        }

        #methods #display #as_ref #from_str #serialize #deserialize
    }
}

fn enumeration_methods(names: &Names<'_>, name: &Ident, values: &[ValueDef]) -> TokenStream {
    let vis = &names.vis;
    let variants: Vec<Ident> = values.iter().map(|value| ident(&value.variant)).collect();
    let texts = values.iter().map(|value| &value.value.text);
    quote! {
        #[allow(dead_code)]
        impl #name {
            /// All values, in the order of the catalog.
            #vis const ALL: &'static [Self] = &[#(Self::#variants),*];

            /// The text of the value in JSON and SQL.
            #[must_use]
            #vis const fn as_str(self) -> &'static ::core::primitive::str {
                match self {
                    #(Self::#variants => #texts,)*
                }
            }
        }
    }
}

fn record(names: &Names<'_>, name: &Ident, fields: &[FieldDef]) -> TokenStream {
    let Names { catalog, runtime, vis, .. } = names;
    let declarations = fields::declarations(catalog, runtime, fields, vis, &TokenStream::new());
    let table = Table::new(catalog, runtime, name, fields).expand();
    quote! {
        #[allow(dead_code)]
        #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
        #vis struct #name {
            #declarations
        }

        #table
    }
}
