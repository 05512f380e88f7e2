//! Keys: what they are to the runtime, their accessors, and which filters they narrow.

use aegis_events_catalog::model::{EventDef, FieldType, Scalar, TypeShape};
use proc_macro2::TokenStream;
use quote::quote;

use super::event::literal;
use super::names::{Names, doc_attr, ident};

/// `Key` for the type of every key.
pub(super) fn expand(names: &Names<'_>) -> TokenStream {
    let Names { catalog, runtime, .. } = names;
    let keys = catalog.keys().iter().enumerate().map(|(place, key)| {
        let definition = catalog.type_def(key.ty);
        let ty = ident(&definition.name.text);
        let (name, place) = (&key.name.text, literal(place));
        let (as_key, from_key) = conversions(names, &definition.shape);
        quote! {
            #[automatically_derived]
            impl #runtime::event::Key for #ty {
                const INDEX: ::core::primitive::usize = #place;
                const NAME: &'static ::core::primitive::str = #name;

                fn as_key(&self) -> #runtime::event::KeyRef<'_> {
                    #as_key
                }

                fn from_key(key: #runtime::event::KeyRef<'_>) -> ::core::option::Option<Self> {
                    match key {
                        #from_key,
                        _ => ::core::option::Option::None,
                    }
                }
            }
        }
    });
    keys.collect()
}

/// How a key's type becomes a `KeyRef`, and the arm that makes it a value again.
fn conversions(names: &Names<'_>, shape: &TypeShape) -> (TokenStream, TokenStream) {
    let key_ref = {
        let runtime = &names.runtime;
        quote!(#runtime::event::KeyRef)
    };
    match shape {
        TypeShape::Newtype(FieldType::Scalar(Scalar::Uuid)) => {
            (quote!(#key_ref::Uuid(self.0)), quote!(#key_ref::Uuid(uuid) => ::core::option::Option::Some(Self(uuid))))
        }
        TypeShape::Newtype(FieldType::Scalar(Scalar::String)) => (
            quote!(#key_ref::Text(&self.0)),
            quote!(#key_ref::Text(text) => ::core::option::Option::Some(Self(::std::string::String::from(text)))),
        ),
        TypeShape::Enumeration(_) => {
            (quote!(#key_ref::Text(self.as_str())), quote!(#key_ref::Text(text) => text.parse().ok()))
        }
        TypeShape::Newtype(_) | TypeShape::Record(_) | TypeShape::Rust { .. } => (
            quote!(#key_ref::Integer(::core::convert::From::from(self.0))),
            quote!(#key_ref::Integer(number) => ::core::convert::TryFrom::try_from(number).ok().map(Self)),
        ),
    }
}

/// One accessor per key, for an enum of events.
pub(super) fn accessors(names: &Names<'_>) -> TokenStream {
    let Names { catalog, runtime, vis, .. } = names;
    let accessors = catalog.keys().iter().map(|key| {
        let ty = ident(&catalog.type_def(key.ty).name.text);
        let name = ident(&key.name.text);
        let doc = doc_attr(&format!("The event's `{}`, if it carries one.", key.name));
        quote! {
            #doc
            #vis fn #name(&self) -> ::core::option::Option<#ty> {
                #runtime::support::key(self.payload())
            }
        }
    });
    accessors.collect()
}

/// `Carries` for every key that at least one of the events carries.
pub(super) fn of_filter(names: &Names<'_>, events: &[&EventDef], filter: &TokenStream) -> TokenStream {
    of_filter_at(names, events, filter, &TokenStream::new())
}

/// The same, from a module beside the domain enum.
pub(super) fn of_filter_at(
    names: &Names<'_>,
    events: &[&EventDef],
    filter: &TokenStream,
    beside: &TokenStream,
) -> TokenStream {
    let Names { catalog, runtime, .. } = names;
    let carried = |place: usize| events.iter().any(|event| event.keys.iter().any(|source| source.key.index() == place));
    let keys = catalog.keys().iter().enumerate().filter(|&(place, _)| carried(place)).map(|(_, key)| {
        let key = ident(&catalog.type_def(key.ty).name.text);
        quote! {
            #[automatically_derived]
            impl #runtime::event::Carries<#beside #key> for #filter {}
        }
    });
    keys.collect()
}
