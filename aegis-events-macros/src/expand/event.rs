//! One event, in the module of its family: the struct, and the traits that make it an event of the domain.

use aegis_events_catalog::model::{EventDef, Name};
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use super::event_fields::{self, Access};
use super::names::{Names, family_idents};
use super::record::Table;
use super::tokens::{doc_attr, ident, literal};
use super::{fields, impls, info, keys, rights};

/// The code of one event.
pub(super) fn expand(names: &Names<'_>, kind: usize, event: &EventDef) -> TokenStream {
    let payload = match &event.rust {
        Some(path) => hand_written(names, event, path),
        None => generated(names, event),
    };
    let membership = membership(names, kind, event);
    let keys = keys::carried(names, [event], &ident(&event.name.text), &quote!(super::));
    let rights = rights::expand(names, event);
    quote!(#payload #membership #keys #rights)
}

/// A struct that is generated from the catalog.
fn generated(names: &Names<'_>, event: &EventDef) -> TokenStream {
    let Names { catalog, runtime, inner_vis, .. } = names;
    let name = ident(&event.name.text);
    let doc = doc_attr(&doc(names, event));
    let deprecated = event.deprecated.as_ref().map(|reason| quote!(#[deprecated = #reason]));
    let fields = fields::declarations(catalog, runtime, &event.fields, inner_vis, &quote!(super::));
    let record = Table::new(catalog, runtime, &name, &event.fields).expand();
    let event_fields = event_fields::expand(runtime, &name, event, Access::Direct);
    quote! {
        #doc
        #deprecated
        #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
        #inner_vis struct #name {
            #fields
        }

        #record

        #event_fields
    }
}

fn doc(names: &Names<'_>, event: &EventDef) -> String {
    let publishers: Vec<String> =
        event.published_by.iter().map(|&index| format!("`{}`", names.catalog.publisher(index).name)).collect();
    let detail = event.doc.as_ref().map(|doc| format!("\n\n{doc}")).unwrap_or_default();
    format!("{}{detail}\n\nPublished by {}.", event.when, publishers.join(", "))
}

/// Re-exports a hand-written struct, and declares the types that its fields must have.
fn hand_written(names: &Names<'_>, event: &EventDef, path: &Name) -> TokenStream {
    let Names { catalog, runtime, inner_vis, .. } = names;
    let path = from_inside(path);
    let name = ident(&event.name.text);
    let fields = event.fields.iter().enumerate().map(|(place, field)| {
        let place = literal(place);
        let ty = fields::rust_type(catalog, runtime, &field.ty, &quote!(super::));
        quote! {
            #[automatically_derived]
            impl #runtime::support::CatalogField<#place> for #name {
                type Type = #ty;
            }
        }
    });
    let renamed = path.segments.last().filter(|last| last.ident != name).map(|_| quote!(as #name));
    quote! {
        #inner_vis use #path #renamed;
        #(#fields)*
    }
}

/// Rewrites a path from the module of the domain enum so that it means the same in a child module.
fn from_inside(path: &Name) -> syn::Path {
    let path: syn::Path = syn::parse_str(&path.text).unwrap_or_else(|_| parse_quote!(unreadable));
    let first = path.segments.first().map(|segment| segment.ident.to_string());
    match first.as_deref() {
        _ if path.leading_colon.is_some() => path,
        Some("crate") => path,
        Some("self") => {
            let rest = path.segments.iter().skip(1);
            parse_quote!(super::#(#rest)::*)
        }
        _ => parse_quote!(super::#path),
    }
}

/// `Payload`, and the conversion into the enum of the family. One generic conversion leads into the domain enum, see `domain`.
fn membership(names: &Names<'_>, kind: usize, event: &EventDef) -> TokenStream {
    let Names { runtime, domain, .. } = names;
    let name = ident(&event.name.text);
    let info = info::event(names, kind, event);
    let (variant, family) = family_idents(names.catalog.family(event.family));
    let conversion = impls::from(&name, &quote!(super::#family), &quote!(Self::#name(value)));
    quote! {
        #[automatically_derived]
        impl #runtime::event::Payload for #name {
            type Domain = super::#domain;
            const INFO: #runtime::catalog::EventInfo = #info;

            fn into_domain(self) -> super::#domain {
                super::#domain::#variant(super::#family::#name(self))
            }
        }

        #conversion
    }
}
