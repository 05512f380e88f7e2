//! Declared subscribers: a filter each, and an enum of exactly what it consumes.

use aegis_events_catalog::model::{Delivery, EventDef, Interest, SubscriberDef};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::names::{Names, doc_attr, family_enum, ident};
use super::{domain, keys};

/// The module `subscribers`.
pub(super) fn expand(names: &Names<'_>) -> TokenStream {
    let vis = &names.vis;
    let subscribers = names.catalog.subscribers().iter().map(|subscriber| one(names, subscriber));
    quote! {
        /// The subscribers that the catalog declares: a filter each, and a view of what it consumes.
        #[allow(dead_code, deprecated)]
        #vis mod subscribers {
            #(#subscribers)*
        }
    }
}

fn one(names: &Names<'_>, subscriber: &SubscriberDef) -> TokenStream {
    let Names { runtime, domain, inner_vis, .. } = names;
    let name = ident(&subscriber.name.text);
    let text = &subscriber.name.text;
    let doc = subscriber.doc.clone().unwrap_or_else(|| format!("The subscriber `{}`.", subscriber.name));
    let doc = doc_attr(&doc);
    let ranges = subscriber
        .interests
        .iter()
        .map(|interest| domain::kind_range(names, names.catalog.events_covered_by(interest)));
    let delivery = match subscriber.delivery {
        Delivery::Live => quote!(Live),
        Delivery::Lossless => quote!(Lossless),
        Delivery::Durable => quote!(Durable),
    };
    let view = view(names, subscriber, &name);
    let events: Vec<&EventDef> = subscriber
        .interests
        .iter()
        .flat_map(|interest| names.catalog.events().get(names.catalog.events_covered_by(interest)).unwrap_or_default())
        .collect();
    let keys = keys::of_filter_at(names, &events, &quote!(#name), &quote!(super::));
    quote! {
        #doc
        #[derive(::core::fmt::Debug)]
        #inner_vis enum #name {}

        #[automatically_derived]
        impl #runtime::event::Filter for #name {
            type Domain = super::#domain;
            type Target = super::#domain;
            const NAME: &'static ::core::primitive::str = #text;
            const KINDS: &'static [#runtime::catalog::KindRange] = &[#(#ranges),*];
            const DELIVERY: #runtime::catalog::Delivery = #runtime::catalog::Delivery::#delivery;

            fn target(event: &super::#domain) -> ::core::option::Option<&super::#domain> {
                ::core::option::Option::Some(event)
            }
        }

        #view

        #keys
    }
}

fn view(names: &Names<'_>, subscriber: &SubscriberDef, name: &Ident) -> TokenStream {
    let Names { runtime, domain, inner_vis, .. } = names;
    let view = format_ident!("{}Event", subscriber.name.text);
    if subscriber.interests.iter().any(|interest| matches!(interest, Interest::Everything)) {
        return quote! {
            #[automatically_derived]
            impl #runtime::event::Subscriber for #name {
                type View<'a> = &'a super::#domain;

                fn view(event: &super::#domain) -> ::core::option::Option<&super::#domain> {
                    ::core::option::Option::Some(event)
                }
            }
        };
    }
    let doc = doc_attr(&format!("What [`{}`] consumes.", subscriber.name));
    let variants: Vec<Variant> = subscriber.interests.iter().filter_map(|interest| variant(names, interest)).collect();
    let declarations = variants.iter().map(|Variant { name, doc, holds, .. }| quote!(#doc #name(&'a #holds)));
    let arms = variants
        .iter()
        .map(|Variant { name, pattern, .. }| quote!(#pattern => ::core::option::Option::Some(#view::#name(event))));
    quote! {
        #doc
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
        #inner_vis enum #view<'a> {
            #(#declarations,)*
        }

        #[automatically_derived]
        impl #runtime::event::Subscriber for #name {
            type View<'a> = #view<'a>;

            fn view(event: &super::#domain) -> ::core::option::Option<#view<'_>> {
                match event {
                    #(#arms,)*
                    #[allow(unreachable_patterns)]
                    _ => ::core::option::Option::None,
                }
            }
        }
    }
}

/// One variant of a view.
struct Variant {
    name: Ident,
    doc: TokenStream,
    holds: TokenStream,
    pattern: TokenStream,
}

fn variant(names: &Names<'_>, interest: &Interest) -> Option<Variant> {
    let Names { catalog, domain, .. } = names;
    match interest {
        Interest::Everything => None,
        Interest::Family { family, variant } => {
            let family = catalog.family(*family);
            let (of_domain, inner) = (ident(&family.name.text), family_enum(family));
            Some(Variant {
                name: ident(variant),
                doc: doc_attr(&format!("An event of the family `{}`.", family.name)),
                holds: quote!(super::#inner),
                pattern: quote!(super::#domain::#of_domain(event)),
            })
        }
        Interest::Event { event, variant } => {
            let event = catalog.event(*event);
            let family = catalog.family(event.family);
            let (of_domain, inner, of_family) =
                (ident(&family.name.text), family_enum(family), ident(&event.name.text));
            let path = names.event_path(event);
            Some(Variant {
                name: ident(variant),
                doc: doc_attr(&event.when),
                holds: quote!(super::#path),
                pattern: quote!(super::#domain::#of_domain(super::#inner::#of_family(event))),
            })
        }
    }
}
