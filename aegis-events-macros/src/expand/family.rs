//! Families: an enum each, and a module with the structs of its events.

use aegis_events_catalog::model::{EventDef, FamilyDef};
use proc_macro2::TokenStream;
use quote::quote;

use super::event::literal;
use super::names::{Names, doc_attr, family_enum, ident, module};
use super::{domain, event, keys};

/// All families.
pub(super) fn expand(names: &Names<'_>) -> TokenStream {
    names.catalog.families().iter().map(|family| one(names, family)).collect()
}

/// What the documentation says of a family.
pub(super) fn doc(family: &FamilyDef) -> String {
    family.doc.clone().unwrap_or_else(|| format!("The events of the family `{}`.", family.name))
}

fn one(names: &Names<'_>, family: &FamilyDef) -> TokenStream {
    let events = names.catalog.events().get(family.events.clone()).unwrap_or_default();
    let declaration = declaration(names, family, events);
    let inherent = inherent(names, family, events);
    let filter = filter(names, family);
    let serde = serde(names, family);
    let keys = keys::of_filter(names, &events.iter().collect::<Vec<_>>(), &{
        let inner = family_enum(family);
        quote!(#inner)
    });
    let module = events_module(names, family, events);
    quote!(#declaration #inherent #filter #serde #keys #module)
}

fn declaration(names: &Names<'_>, family: &FamilyDef, events: &[EventDef]) -> TokenStream {
    let vis = &names.vis;
    let doc = doc_attr(&doc(family));
    let (name, module) = (family_enum(family), module(family));
    let variants = events.iter().map(|event| {
        let doc = doc_attr(&event.when);
        let name = ident(&event.name.text);
        quote!(#doc #name(#module::#name))
    });
    quote! {
        #doc
        #[allow(deprecated)]
        #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
        #vis enum #name {
            #(#variants,)*
        }
    }
}

fn inherent(names: &Names<'_>, family: &FamilyDef, events: &[EventDef]) -> TokenStream {
    let Names { runtime, vis, .. } = names;
    let name = family_enum(family);
    let variants: Vec<_> = events.iter().map(|event| ident(&event.name.text)).collect();
    let kinds = family.events.clone().map(literal);
    let payload = domain::empty_or(variants.is_empty(), quote!(self), quote!(#(Self::#variants(event) => event),*));
    let accessors = domain::accessors(names);
    quote! {
        #[allow(dead_code)]
        impl #name {
            /// The event inside, whatever its type.
            #vis fn payload(&self) -> &dyn #runtime::event::AnyPayload {
                match #payload
            }

            #accessors

            fn __read<'de, __D: #runtime::support::serde::Deserializer<'de>>(
                kind: #runtime::catalog::Kind,
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                match kind.index() {
                    #(#kinds => #runtime::codec::visit(deserializer).map(Self::#variants),)*
                    _ => ::core::result::Result::Err(#runtime::support::unknown_kind(kind)),
                }
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(self.payload(), f)
            }
        }
    }
}

fn filter(names: &Names<'_>, family: &FamilyDef) -> TokenStream {
    let Names { runtime, domain, .. } = names;
    let (name, variant) = (family_enum(family), ident(&family.name.text));
    let text = &family.name.text;
    let ranges = domain::kind_range(names, family.events.clone());
    quote! {
        #[automatically_derived]
        impl #runtime::event::Filter for #name {
            type Domain = #domain;
            type Target = Self;
            const NAME: &'static ::core::primitive::str = #text;
            const KINDS: &'static [#runtime::catalog::KindRange] = &[#ranges];

            fn target(event: &#domain) -> ::core::option::Option<&Self> {
                match event {
                    #domain::#variant(event) => ::core::option::Option::Some(event),
                    #[allow(unreachable_patterns)]
                    _ => ::core::option::Option::None,
                }
            }
        }

        #[automatically_derived]
        impl ::core::convert::From<#name> for #domain {
            fn from(event: #name) -> Self {
                Self::#variant(event)
            }
        }
    }
}

fn serde(names: &Names<'_>, family: &FamilyDef) -> TokenStream {
    let Names { runtime, domain, .. } = names;
    let (name, variant) = (family_enum(family), ident(&family.name.text));
    let text = &family.name.text;
    let serialize = domain::serialize(names, &quote!(#name));
    quote! {
        #serialize

        #[automatically_derived]
        impl<'de> #runtime::support::serde::Deserialize<'de> for #name {
            fn deserialize<__D: #runtime::support::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                match #runtime::event::read_event(deserializer)? {
                    #domain::#variant(event) => ::core::result::Result::Ok(event),
                    #[allow(unreachable_patterns)]
                    other => ::core::result::Result::Err(#runtime::event::other_family(#text, &other)),
                }
            }
        }
    }
}

fn events_module(names: &Names<'_>, family: &FamilyDef, events: &[EventDef]) -> TokenStream {
    let vis = &names.vis;
    let module = module(family);
    let doc = doc_attr(&format!("The events of the family `{}`, one struct each.", family.name));
    let events = family.events.clone().zip(events).map(|(kind, event)| event::expand(names, kind, event));
    quote! {
        #doc
        #[allow(dead_code, deprecated)]
        #vis mod #module {
            #(#events)*
        }
    }
}
