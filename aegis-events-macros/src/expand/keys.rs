//! Keys: the trait `Key` for their types, their accessors, and `Carries` for the sets of events that have them.

use aegis_events_catalog::model::{EventDef, FieldType, Scalar, TypeShape};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::names::Names;
use super::tokens::{doc_attr, ident, literal};

/// `Key` for the type of every key.
pub(super) fn expand(names: &Names<'_>) -> TokenStream {
    let Names { catalog, runtime, .. } = names;
    let keys = catalog.keys().iter().enumerate().map(|(place, key)| {
        let ty = names.type_ident(key.ty);
        let (name, place) = (&key.name.text, literal(place));
        let (as_key, from_key) = conversions(names, &catalog.type_def(key.ty).shape);
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

/// The expression that makes a `KeyRef` of a key's value, and the match arm that makes a value of a `KeyRef`.
fn conversions(names: &Names<'_>, shape: &TypeShape) -> (TokenStream, TokenStream) {
    let runtime = &names.runtime;
    let key_ref = quote!(#runtime::event::KeyRef);
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

/// The accessors of an enum of events, one per key.
pub(super) fn accessors(names: &Names<'_>) -> TokenStream {
    let Names { catalog, runtime, vis, .. } = names;
    let accessors = catalog.keys().iter().map(|key| {
        let (name, ty) = (ident(&key.name.text), names.type_ident(key.ty));
        let doc = doc_attr(&format!("The event's key `{}`, if it has one.", key.name));
        quote! {
            #doc
            #[must_use]
            #vis fn #name(&self) -> ::core::option::Option<#ty> {
                #runtime::support::key(self.payload())
            }
        }
    });
    accessors.collect()
}

/// `Carries` for every key that at least one of the events has. `prefix` is the path to the module of the domain enum.
pub(super) fn carried<'e>(
    names: &Names<'_>,
    events: impl IntoIterator<Item = &'e EventDef>,
    filter: &impl ToTokens,
    prefix: &TokenStream,
) -> TokenStream {
    let runtime = &names.runtime;
    let mut keys: Vec<usize> =
        events.into_iter().flat_map(|event| &event.keys).map(|source| source.key.index()).collect();
    keys.sort_unstable();
    keys.dedup();
    let keys = keys.into_iter().filter_map(|place| names.catalog.keys().get(place)).map(|key| names.type_ident(key.ty));
    keys.map(|key| {
        quote! {
            #[automatically_derived]
            impl #runtime::event::Carries<#prefix #key> for #filter {}
        }
    })
    .collect()
}
