//! What a struct of named fields needs to be read, written and shown by the table of its fields: events and records alike.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::event::literal;
use crate::args::Runtime;

/// A struct with a table.
pub(crate) struct Table<'a> {
    pub(crate) runtime: &'a Runtime,
    /// The struct.
    pub(crate) ident: &'a Ident,
    /// The names of its fields in Rust.
    pub(crate) fields: Vec<Ident>,
    /// Their entries in the table.
    pub(crate) entries: Vec<TokenStream>,
}

/// The implementations of `Record`, `Serialize`, `Deserialize` and `Debug`.
pub(crate) fn expand(table: &Table<'_>) -> TokenStream {
    let record = record(table);
    let serde = serde(table);
    let debug = debug(table);
    quote!(#record #serde #debug)
}

fn record(table: &Table<'_>) -> TokenStream {
    let Table { runtime, ident, fields, entries } = table;
    let name = ident.to_string();
    let count = literal(fields.len());
    let read = if fields.len() <= LARGEST_TUPLE { read_as_tuple(table) } else { read_into_slots(table) };
    quote! {
        #[automatically_derived]
        impl #runtime::codec::Record for #ident {
            const NAME: &'static ::core::primitive::str = #name;
            const FIELDS: &'static [#runtime::catalog::Field] = &[#(#entries),*];
            type Values<'a> = [&'a dyn #runtime::codec::Value; #count];

            fn values(&self) -> Self::Values<'_> {
                [#(&self.#fields),*]
            }

            #[inline(never)]
            fn read<'de, __A: #runtime::support::serde::de::MapAccess<'de>>(
                map: __A,
            ) -> ::core::result::Result<Self, __A::Error> {
                #read
            }
        }
    }
}

/// The runtime reads tuples of up to so many fields.
const LARGEST_TUPLE: usize = 16;

/// The body of `read` for nearly every record. Reading costs the compiler most when it stands in each record, so it does not.
fn read_as_tuple(table: &Table<'_>) -> TokenStream {
    let Table { runtime, fields, .. } = table;
    quote! {
        let (#(#fields,)*) = #runtime::codec::Fields::read(map, Self::FIELDS)?;
        ::core::result::Result::Ok(Self { #(#fields),* })
    }
}

/// The body of `read` for records of very many fields.
fn read_into_slots(table: &Table<'_>) -> TokenStream {
    let Table { runtime, fields, .. } = table;
    let places = (0..fields.len()).map(literal);
    let slots: Vec<Ident> = (0..fields.len()).map(|place| format_ident!("slot_{place}")).collect();
    quote! {
        #(let mut #slots = ::core::option::Option::None;)*
        #runtime::codec::read(map, Self::FIELDS, &mut [#(&mut #slots),*])?;
        ::core::result::Result::Ok(Self {
            #(#fields: #runtime::codec::take(#slots, Self::FIELDS.get(#places))?),*
        })
    }
}

fn serde(table: &Table<'_>) -> TokenStream {
    let Table { runtime, ident, .. } = table;
    quote! {
        #[automatically_derived]
        impl #runtime::support::serde::Serialize for #ident {
            fn serialize<__S: #runtime::support::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                #runtime::codec::serialize(self, serializer)
            }
        }

        #[automatically_derived]
        impl<'de> #runtime::support::serde::Deserialize<'de> for #ident {
            fn deserialize<__D: #runtime::support::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                #runtime::codec::visit(deserializer)
            }
        }
    }
}

fn debug(table: &Table<'_>) -> TokenStream {
    let Table { runtime, ident, .. } = table;
    quote! {
        #[automatically_derived]
        impl ::core::fmt::Debug for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #runtime::codec::debug(self, f)
            }
        }
    }
}
