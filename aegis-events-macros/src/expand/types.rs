//! The types of `[types]`: newtypes, enumerations, records, and names for the user's own.

use aegis_events_catalog::model::{FieldDef, FieldType, Scalar, TypeDef, TypeShape, ValueDef};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::fields;
use super::names::{Names, doc_attr, ident};
use super::record::{self, Table};

/// All types.
pub(super) fn expand(names: &Names<'_>) -> TokenStream {
    names.catalog.types().iter().map(|definition| one(names, definition)).collect()
}

fn one(names: &Names<'_>, definition: &TypeDef) -> TokenStream {
    let name = ident(&definition.name.text);
    let doc = definition.doc.clone().unwrap_or_else(|| format!("The catalog's `{}`.", definition.name));
    let doc = &doc_attr(&doc);
    match &definition.shape {
        TypeShape::Newtype(FieldType::Scalar(scalar)) => newtype_of_scalar(names, &name, doc, *scalar),
        TypeShape::Newtype(is) => newtype(names, &name, doc, is, &quote!(::core::clone::Clone, ::core::cmp::PartialEq)),
        TypeShape::Enumeration(values) => enumeration(names, &name, doc, values),
        TypeShape::Record(fields) => record(names, &name, doc, fields),
        TypeShape::Rust { path, .. } => {
            let vis = &names.vis;
            let path: TokenStream = path.text.parse().unwrap_or_default();
            quote! {
                #doc
                #vis type #name = #path;
            }
        }
    }
}

/// A newtype with all that its scalar can do.
fn newtype_of_scalar(names: &Names<'_>, name: &Ident, doc: &TokenStream, scalar: Scalar) -> TokenStream {
    let derives = derives(scalar);
    let base = newtype(names, name, doc, &FieldType::Scalar(scalar), &derives);
    let text = match scalar {
        Scalar::Json | Scalar::Bytes => TokenStream::new(),
        Scalar::String => text(names, name),
        _ => display(names, name, scalar),
    };
    let new = (scalar == Scalar::Uuid).then(|| new(names, name));
    quote!(#base #text #new)
}

fn derives(scalar: Scalar) -> TokenStream {
    let partial = quote!(::core::clone::Clone, ::core::cmp::PartialEq);
    let total = quote!(#partial, ::core::cmp::Eq, ::core::hash::Hash);
    match scalar {
        Scalar::Json => quote!(#total),
        Scalar::F32 | Scalar::F64 => quote!(#partial, ::core::marker::Copy, ::core::cmp::PartialOrd),
        Scalar::String | Scalar::Bytes => quote!(#total, ::core::cmp::PartialOrd, ::core::cmp::Ord),
        _ => quote!(#total, ::core::marker::Copy, ::core::cmp::PartialOrd, ::core::cmp::Ord),
    }
}

/// The struct, its conversions and serde.
fn newtype(names: &Names<'_>, name: &Ident, doc: &TokenStream, is: &FieldType, derives: &TokenStream) -> TokenStream {
    let Names { catalog, runtime, vis, .. } = names;
    let inner = fields::rust_type(catalog, runtime, is, &TokenStream::new());
    let serde = quote!(#runtime::support::serde);
    quote! {
        #doc
        #[derive(#derives, ::core::fmt::Debug)]
        #vis struct #name(#vis #inner);

        #[automatically_derived]
        impl ::core::convert::From<#inner> for #name {
            fn from(value: #inner) -> Self {
                Self(value)
            }
        }

        #[automatically_derived]
        impl ::core::convert::From<#name> for #inner {
            fn from(value: #name) -> Self {
                value.0
            }
        }

        #[automatically_derived]
        impl #serde::Serialize for #name {
            fn serialize<__S: #serde::Serializer>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                #serde::Serialize::serialize(&self.0, serializer)
            }
        }

        #[automatically_derived]
        impl<'de> #serde::Deserialize<'de> for #name {
            fn deserialize<__D: #serde::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                #serde::Deserialize::deserialize(deserializer).map(Self)
            }
        }
    }
}

/// `Display` and `FromStr`, as the scalar's.
fn display(names: &Names<'_>, name: &Ident, scalar: Scalar) -> TokenStream {
    let Names { catalog, runtime, .. } = names;
    let inner = fields::rust_type(catalog, runtime, &FieldType::Scalar(scalar), &TokenStream::new());
    quote! {
        #[automatically_derived]
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.0, f)
            }
        }

        #[automatically_derived]
        impl ::core::str::FromStr for #name {
            type Err = <#inner as ::core::str::FromStr>::Err;

            fn from_str(text: &::core::primitive::str) -> ::core::result::Result<Self, Self::Err> {
                ::core::str::FromStr::from_str(text).map(Self)
            }
        }
    }
}

/// What a newtype of `String` can do.
fn text(names: &Names<'_>, name: &Ident) -> TokenStream {
    let vis = &names.vis;
    let display = display(names, name, Scalar::String);
    quote! {
        #[allow(dead_code)]
        impl #name {
            /// The text.
            #vis fn as_str(&self) -> &::core::primitive::str {
                &self.0
            }
        }

        #[automatically_derived]
        impl ::core::convert::From<&::core::primitive::str> for #name {
            fn from(text: &::core::primitive::str) -> Self {
                Self(::std::string::String::from(text))
            }
        }

        #display
    }
}

/// A new value, for newtypes of `Uuid`.
fn new(names: &Names<'_>, name: &Ident) -> TokenStream {
    let Names { runtime, vis, .. } = names;
    quote! {
        #[allow(dead_code, clippy::new_without_default)]
        impl #name {
            /// A new id, a UUID of version 7: later ones sort after earlier ones.
            #vis fn new() -> Self {
                Self(#runtime::types::Uuid::now_v7())
            }
        }
    }
}

fn enumeration(names: &Names<'_>, name: &Ident, doc: &TokenStream, values: &[ValueDef]) -> TokenStream {
    let Names { runtime, vis, .. } = names;
    let variants: Vec<Ident> = values.iter().map(|value| ident(&value.variant)).collect();
    let texts: Vec<&String> = values.iter().map(|value| &value.value.text).collect();
    let docs = texts.iter().map(|text| doc_attr(&format!("`{text}`")));
    let type_name = name.to_string();
    let serde = quote!(#runtime::support::serde);
    quote! {
        #doc
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::hash::Hash, ::core::cmp::PartialOrd, ::core::cmp::Ord
        )]
        #vis enum #name {
            #(#docs #variants,)*
        }

        #[allow(dead_code)]
        impl #name {
            /// All values, in the catalog's order.
            #vis const ALL: &'static [Self] = &[#(Self::#variants),*];

            /// The value as it is on the wire and in SQL.
            #vis const fn as_str(self) -> &'static ::core::primitive::str {
                match self {
                    #(Self::#variants => #texts,)*
                }
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        #[automatically_derived]
        impl ::core::str::FromStr for #name {
            type Err = #runtime::types::UnknownValue;

            fn from_str(
                text: &::core::primitive::str,
            ) -> ::core::result::Result<Self, #runtime::types::UnknownValue> {
                #runtime::support::parse_value(#type_name, Self::ALL, Self::as_str, text)
            }
        }

        #[automatically_derived]
        impl #serde::Serialize for #name {
            fn serialize<__S: #serde::Serializer>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[automatically_derived]
        impl<'de> #serde::Deserialize<'de> for #name {
            fn deserialize<__D: #serde::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                #runtime::support::deserialize_value(deserializer)
            }
        }
    }
}

fn record(names: &Names<'_>, name: &Ident, doc: &TokenStream, fields: &[FieldDef]) -> TokenStream {
    let Names { catalog, runtime, vis, .. } = names;
    let declarations = fields.iter().map(|field| {
        let doc = doc_attr(&fields::doc(catalog, field));
        let name = ident(&field.name.text);
        let ty = fields::rust_type(catalog, runtime, &field.ty, &TokenStream::new());
        quote!(#doc #vis #name: #ty)
    });
    let table = record::expand(&Table {
        runtime,
        ident: name,
        fields: fields.iter().map(|field| ident(&field.name.text)).collect(),
        entries: fields.iter().map(|field| fields::table_entry(catalog, runtime, field)).collect(),
    });
    quote! {
        #doc
        #[allow(dead_code)]
        #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
        #vis struct #name {
            #(#declarations,)*
        }

        #table
    }
}
