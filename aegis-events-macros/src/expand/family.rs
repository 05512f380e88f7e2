//! Families: an enum each, and a module with the structs of its events.

use aegis_events_catalog::model::{EventDef, FamilyDef};
use proc_macro2::TokenStream;
use quote::quote;

use super::event_enum::EventEnum;
use super::filter::Filter;
use super::names::{Names, family_idents};
use super::tokens::{doc_attr, ident, literal};
use super::{event, impls};

/// All families.
pub(super) fn expand(names: &Names<'_>) -> TokenStream {
    names.catalog.families().iter().map(|family| one(names, family)).collect()
}

/// The documentation of a family.
pub(super) fn doc(family: &FamilyDef) -> TokenStream {
    doc_attr(&family.doc.clone().unwrap_or_else(|| format!("The events of the family `{}`.", family.name)))
}

fn one(names: &Names<'_>, family: &FamilyDef) -> TokenStream {
    let events = names.catalog.events().get(family.events.clone()).unwrap_or_default();
    let declaration = declaration(names, family, events);
    let (_, name) = family_idents(family);
    let variants = events.iter().map(|event| ident(&event.name.text));
    let methods = EventEnum {
        ident: &name,
        payload_arms: variants.map(|variant| quote!(Self::#variant(event) => event)).collect(),
        methods: read(names, family, events),
    };
    let methods = methods.expand(names);
    let conversions = conversions(names, family);
    let module = events_module(names, family, events);
    quote!(#declaration #methods #conversions #module)
}

fn declaration(names: &Names<'_>, family: &FamilyDef, events: &[EventDef]) -> TokenStream {
    let vis = &names.vis;
    let doc = doc(family);
    let (_, enum_name) = family_idents(family);
    let variants = events.iter().map(|event| {
        let doc = doc_attr(&event.when);
        let (name, path) = (ident(&event.name.text), names.event_path(event));
        quote!(#doc #name(#path))
    });
    quote! {
        #doc
        #[allow(deprecated)]
        #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
        #vis enum #enum_name {
            #(#variants,)*
        }
    }
}

/// The method that reads a payload of the family, for `Domain::read`.
fn read(names: &Names<'_>, family: &FamilyDef, events: &[EventDef]) -> TokenStream {
    let runtime = &names.runtime;
    let kinds = family.events.clone().map(literal);
    let variants = events.iter().map(|event| ident(&event.name.text));
    quote! {
        fn __read<'de, __D: #runtime::support::serde::Deserializer<'de>>(
            kind: #runtime::catalog::Kind,
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            match kind.index() {
                #(#kinds => #runtime::support::deserialize_record(deserializer).map(Self::#variants),)*
                _ => ::core::result::Result::Err(#runtime::support::unknown_kind(kind)),
            }
        }
    }
}

/// `Filter`, and the conversions from and into the domain enum.
fn conversions(names: &Names<'_>, family: &FamilyDef) -> TokenStream {
    let Names { runtime, domain, .. } = names;
    let (variant, name) = family_idents(family);
    let text = &family.name.text;
    let filter = Filter {
        ident: &name,
        prefix: TokenStream::new(),
        name: text,
        kinds: std::slice::from_ref(&family.events),
        delivery: None,
        target: quote!(Self),
        as_target: quote! {
            match event {
                #domain::#variant(event) => ::core::option::Option::Some(event),
                #[allow(unreachable_patterns)]
                _ => ::core::option::Option::None,
            }
        },
    };
    let filter = filter.expand(names);
    let into_domain = impls::from(&name, domain, &quote!(Self::#variant(value)));
    let read = quote! {
        match #runtime::support::deserialize_event(deserializer)? {
            #domain::#variant(event) => ::core::result::Result::Ok(event),
            #[allow(unreachable_patterns)]
            other => ::core::result::Result::Err(#runtime::support::other_family(#text, &other)),
        }
    };
    let deserialize = impls::deserialize(runtime, &name, &read);
    quote!(#filter #into_domain #deserialize)
}

fn events_module(names: &Names<'_>, family: &FamilyDef, events: &[EventDef]) -> TokenStream {
    let vis = &names.vis;
    let module = ident(&family.module);
    let doc = doc_attr(&format!("The structs of the family `{}`, one per event.", family.name));
    let events = family.events.clone().zip(events).map(|(kind, event)| event::expand(names, kind, event));
    quote! {
        #doc
        #[allow(dead_code, deprecated)]
        #vis mod #module {
            #(#events)*
        }
    }
}
