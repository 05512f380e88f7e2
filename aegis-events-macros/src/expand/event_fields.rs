//! The trait `EventFields`: the time of an event and its keys, read from its own fields.

use aegis_events_catalog::model::{EventDef, KeySource};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::tokens::{ident, literal};
use crate::args::Runtime;

/// How the code reads a field of the struct.
#[derive(Clone, Copy)]
pub(super) enum Access {
    /// The struct is generated: the field has the type of the catalog.
    Direct,
    /// The struct is hand-written: the field may have another type. That is an error at the field and must be the only one.
    Checked,
}

/// `EventFields` for the struct of an event.
pub(super) fn expand(runtime: &Runtime, name: &Ident, event: &EventDef, access: Access) -> TokenStream {
    let occurred_at = event.time.and_then(|place| event.fields.get(place)).map(|field| {
        let time = match access {
            Access::Direct => {
                let field = ident(&field.name.text);
                quote!(::core::option::Option::Some(self.#field))
            }
            Access::Checked => {
                let field = checked(runtime, event, &field.name.text);
                quote!(#field.copied())
            }
        };
        quote! {
            fn occurred_at(&self) -> ::core::option::Option<#runtime::types::Timestamp> {
                #time
            }
        }
    });
    let arms = event.keys.iter().map(|source| {
        let place = literal(source.key.index());
        let value = key_value(runtime, event, source, access);
        quote!(#place => #value)
    });
    let key = (!event.keys.is_empty()).then(|| {
        quote! {
            fn key(&self, key: ::core::primitive::usize) -> ::core::option::Option<#runtime::event::KeyRef<'_>> {
                match key {
                    #(#arms,)*
                    _ => ::core::option::Option::None,
                }
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #runtime::event::EventFields for #name {
            #occurred_at

            #key
        }
    }
}

/// The value of a key, as an `Option<KeyRef>`: from a field, or through records from a field inside them.
fn key_value(runtime: &Runtime, event: &EventDef, source: &KeySource, access: Access) -> TokenStream {
    let mut value = TokenStream::new();
    for (depth, step) in source.path.iter().enumerate() {
        let field = ident(&step.field);
        value = match (depth, access) {
            (0, Access::Direct) if source.path.len() == 1 && !step.optional => {
                return quote!(::core::option::Option::Some(#runtime::event::Key::as_key(&self.#field)));
            }
            (0, Access::Direct) => quote!(::core::option::Option::Some(&self.#field)),
            (0, Access::Checked) => checked(runtime, event, &step.field),
            _ => quote!(#value.map(|record| &record.#field)),
        };
        if step.optional {
            value = quote!(#value.and_then(::core::option::Option::as_ref));
        }
    }
    quote!(#value.map(#runtime::event::Key::as_key))
}

/// A field of a hand-written struct as an `Option<&T>`, where `T` is the type of the catalog.
fn checked(runtime: &Runtime, event: &EventDef, name: &str) -> TokenStream {
    let place = literal(event.fields.iter().position(|field| field.name.text == name).unwrap_or_default());
    let field = ident(name);
    quote!(#runtime::support::as_field::<<Self as #runtime::support::CatalogField<#place>>::Type>(&self.#field))
}
