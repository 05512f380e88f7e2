//! The implementations of `Record`, `Serialize`, `Deserialize` and `Debug` for a struct, which is an event or a record of `[types]`.

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::FieldDef;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::fields;
use super::impls;
use super::tokens::{ident, literal};
use crate::args::Runtime;

/// A struct and the table of its fields.
pub(super) struct Table<'a> {
    runtime: &'a Runtime,
    ident: &'a Ident,
    /// The names of the fields in Rust.
    fields: Vec<Ident>,
    /// Their entries in `Record::FIELDS`.
    entries: Vec<TokenStream>,
}

impl<'a> Table<'a> {
    pub(super) fn new<'f>(
        catalog: &CheckedCatalog,
        runtime: &'a Runtime,
        name: &'a Ident,
        fields: impl IntoIterator<Item = &'f FieldDef>,
    ) -> Self {
        let columns =
            fields.into_iter().map(|field| (ident(&field.name.text), fields::table_entry(catalog, runtime, field)));
        let (fields, entries) = columns.unzip();
        Self { runtime, ident: name, fields, entries }
    }

    /// Adds a field that the catalog does not have, so that it is the only error about the struct.
    pub(super) fn push_unknown(&mut self, name: &str) {
        let runtime = self.runtime;
        self.fields.push(ident(name));
        self.entries.push(quote!(#runtime::catalog::Field::new(#name, #runtime::catalog::SqlType::Json)));
    }

    /// All four implementations.
    pub(super) fn expand(&self) -> TokenStream {
        let Self { runtime, ident, .. } = self;
        let record = self.record();
        let serialize =
            impls::serialize(runtime, ident, &quote!(#runtime::support::serialize_record(self, serializer)));
        let read = quote!(#runtime::support::deserialize_record(deserializer));
        let deserialize = impls::deserialize(runtime, ident, &read);
        let debug = impls::format("Debug", ident, &quote!(#runtime::support::debug_record(self, f)));
        quote!(#record #serialize #deserialize #debug)
    }

    fn record(&self) -> TokenStream {
        let Self { runtime, ident, fields, entries } = self;
        let name = ident.to_string();
        let count = literal(fields.len());
        let read = if fields.len() <= LARGEST_TUPLE { self.read_as_tuple() } else { self.read_into_slots() };
        quote! {
            #[automatically_derived]
            impl #runtime::support::Record for #ident {
                const NAME: &'static ::core::primitive::str = #name;
                const FIELDS: &'static [#runtime::catalog::Field] = &[#(#entries),*];
                type Values<'a> = [&'a dyn #runtime::support::Value; #count];

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

    /// The body of `read` for most records. The reading itself is compiled once in the runtime, not once per record.
    fn read_as_tuple(&self) -> TokenStream {
        let Self { runtime, fields, .. } = self;
        quote! {
            let (#(#fields,)*) = #runtime::support::Fields::read(map, Self::FIELDS)?;
            ::core::result::Result::Ok(Self { #(#fields),* })
        }
    }

    /// The body of `read` for records of more fields.
    fn read_into_slots(&self) -> TokenStream {
        let Self { runtime, fields, .. } = self;
        let places = (0..fields.len()).map(literal);
        let slots: Vec<Ident> = (0..fields.len()).map(|place| format_ident!("slot_{place}")).collect();
        quote! {
            #(let mut #slots = ::core::option::Option::None;)*
            #runtime::support::read_slots(map, Self::FIELDS, &mut [#(&mut #slots),*])?;
            ::core::result::Result::Ok(Self {
                #(#fields: #runtime::support::take_slot(#slots, Self::FIELDS.get(#places))?),*
            })
        }
    }
}

/// The runtime's `Fields` reads tuples of at most this many fields.
const LARGEST_TUPLE: usize = 16;
