//! Declared subscribers: a filter each, and an enum of the events that it consumes.

use aegis_events_catalog::model::{Delivery, Interest, SubscriberDef};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::filter::Filter;
use super::names::{Names, family_idents};
use super::tokens::{doc_attr, ident};

/// The module `subscribers`.
pub(super) fn expand(names: &Names<'_>) -> TokenStream {
    let vis = &names.vis;
    let subscribers = names.catalog.subscribers().iter().map(|subscriber| one(names, subscriber));
    quote! {
        /// The subscribers of the catalog: a filter each, and an enum of the events that it consumes.
        #[allow(dead_code, deprecated)]
        #vis mod subscribers {
            #(#subscribers)*
        }
    }
}

fn one(names: &Names<'_>, subscriber: &SubscriberDef) -> TokenStream {
    let Names { catalog, domain, inner_vis, .. } = names;
    let name = ident(&subscriber.name.text);
    let doc = subscriber.doc.clone().unwrap_or_else(|| format!("The subscriber `{}`.", subscriber.name));
    let doc = doc_attr(&doc);
    let kinds: Vec<_> = subscriber.interests.iter().map(|interest| catalog.events_covered_by(interest)).collect();
    let filter = Filter {
        ident: &name,
        prefix: quote!(super::),
        name: &subscriber.name.text,
        kinds: &kinds,
        delivery: delivery(names, subscriber.delivery),
        target: quote!(super::#domain),
        as_target: quote!(::core::option::Option::Some(event)),
    };
    let filter = filter.expand(names);
    let variants: Option<Vec<Variant>> = subscriber.interests.iter().map(|interest| variant(names, interest)).collect();
    let view = match variants {
        Some(variants) => view_enum(names, subscriber, &name, &variants),
        None => view(
            names,
            &name,
            &quote!(&'a super::#domain),
            &quote!(&super::#domain),
            &quote!(::core::option::Option::Some(event)),
        ),
    };
    quote! {
        #doc
        #[derive(::core::fmt::Debug)]
        #inner_vis enum #name {}

        #filter

        #view
    }
}

fn delivery(names: &Names<'_>, delivery: Delivery) -> Option<TokenStream> {
    let runtime = &names.runtime;
    let delivery = match delivery {
        Delivery::Live => return None,
        Delivery::Lossless => quote!(Lossless),
        Delivery::Durable => quote!(Durable),
    };
    Some(quote!(const DELIVERY: #runtime::catalog::Delivery = #runtime::catalog::Delivery::#delivery;))
}

/// The trait `Subscriber`: the type of a view, the same type with an elided lifetime, and an expression of `event`.
fn view(names: &Names<'_>, name: &Ident, of: &TokenStream, elided: &TokenStream, as_view: &TokenStream) -> TokenStream {
    let Names { runtime, domain, .. } = names;
    quote! {
        #[automatically_derived]
        impl #runtime::event::Subscriber for #name {
            type View<'a> = #of;

            fn view(event: &super::#domain) -> ::core::option::Option<#elided> {
                #as_view
            }
        }
    }
}

/// The enum of the events that a subscriber consumes, as its view.
fn view_enum(names: &Names<'_>, subscriber: &SubscriberDef, name: &Ident, variants: &[Variant]) -> TokenStream {
    let inner_vis = &names.inner_vis;
    let view_name = format_ident!("{}Event", subscriber.name.text);
    let doc = doc_attr(&format!("The events that [`{}`] consumes.", subscriber.name));
    let declarations = variants.iter().map(|Variant { name, doc, holds, .. }| quote!(#doc #name(&'a #holds)));
    let arms = variants.iter().map(
        |Variant { name, pattern, .. }| quote!(#pattern => ::core::option::Option::Some(#view_name::#name(event))),
    );
    let as_view = quote! {
        match event {
            #(#arms,)*
            #[allow(unreachable_patterns)]
            _ => ::core::option::Option::None,
        }
    };
    let view = view(names, name, &quote!(#view_name<'a>), &quote!(#view_name<'_>), &as_view);
    quote! {
        #doc
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::cmp::PartialEq)]
        #inner_vis enum #view_name<'a> {
            #(#declarations,)*
        }

        #view
    }
}

/// One variant of the enum.
struct Variant {
    name: Ident,
    doc: TokenStream,
    holds: TokenStream,
    /// Matches the domain enum and binds `event`.
    pattern: TokenStream,
}

/// `None` for a subscriber of all events, whose view is the event itself.
fn variant(names: &Names<'_>, interest: &Interest) -> Option<Variant> {
    let Names { catalog, domain, .. } = names;
    match interest {
        Interest::Everything => None,
        Interest::Family { family, variant } => {
            let family = catalog.family(*family);
            let (of_domain, inner) = family_idents(family);
            Some(Variant {
                name: ident(variant),
                doc: doc_attr(&format!("An event of the family `{}`.", family.name)),
                holds: quote!(super::#inner),
                pattern: quote!(super::#domain::#of_domain(event)),
            })
        }
        Interest::Event { event, variant } => {
            let event = catalog.event(*event);
            let (of_domain, inner) = family_idents(catalog.family(event.family));
            let (of_family, path) = (ident(&event.name.text), names.event_path(event));
            Some(Variant {
                name: ident(variant),
                doc: doc_attr(&event.when),
                holds: quote!(super::#path),
                pattern: quote!(super::#domain::#of_domain(super::#inner::#of_family(event))),
            })
        }
    }
}
