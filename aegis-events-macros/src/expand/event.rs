//! One event: its struct, and what makes it an event of the domain. All of it stands in the family's module.

use aegis_events_catalog::model::{EventDef, KeySource, Name};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::parse_quote;

use super::fields;
use super::info;
use super::names::{Names, doc_attr, family_enum, ident};
use super::record::{self, Table};
use super::rights;
use crate::args::Runtime;

/// What stands in the family's module for one event.
pub(crate) fn expand(names: &Names<'_>, kind: usize, event: &EventDef) -> TokenStream {
    let payload = match &event.rust {
        Some(path) => hand_written(names, event, path),
        None => generated(names, event),
    };
    let membership = membership(names, kind, event);
    let conversion = conversion(names, event);
    let keys = keys(names, event);
    let rights = rights::expand(names, event);
    quote!(#payload #membership #conversion #keys #rights)
}

/// A struct that the catalog describes in full.
fn generated(names: &Names<'_>, event: &EventDef) -> TokenStream {
    let declaration = declaration(names, event);
    let Names { catalog, runtime, .. } = names;
    let ident = ident(&event.name.text);
    let record = record::expand(&Table {
        runtime,
        ident: &ident,
        fields: event.fields.iter().map(|field| super::names::ident(&field.name.text)).collect(),
        entries: event.fields.iter().map(|field| fields::table_entry(catalog, runtime, field)).collect(),
    });
    let event_fields = event_fields(runtime, &ident, event, &Access::Direct);
    quote!(#declaration #record #event_fields)
}

fn declaration(names: &Names<'_>, event: &EventDef) -> TokenStream {
    let Names { catalog, runtime, inner_vis, .. } = names;
    let name = ident(&event.name.text);
    let doc = doc_attr(&doc(names, event));
    let deprecated = event.deprecated.as_ref().map(|reason| quote!(#[deprecated = #reason]));
    let fields = event.fields.iter().map(|field| {
        let doc = doc_attr(&fields::doc(catalog, field));
        let name = ident(&field.name.text);
        let ty = fields::rust_type(catalog, runtime, &field.ty, &quote!(super::));
        quote!(#doc #inner_vis #name: #ty)
    });
    quote! {
        #doc
        #deprecated
        #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
        #inner_vis struct #name {
            #(#fields,)*
        }
    }
}

fn doc(names: &Names<'_>, event: &EventDef) -> String {
    let publishers: Vec<String> =
        event.published_by.iter().map(|&index| format!("`{}`", names.catalog.publisher(index).name)).collect();
    let detail = event.doc.as_ref().map(|doc| format!("\n\n{doc}")).unwrap_or_default();
    format!("{}{detail}\n\nPublished by {}.", event.when, publishers.join(", "))
}

/// A hand-written struct, visible in the module where the generated ones stand, and the types that its fields must have.
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
    // Under the event's name, whatever the struct's is.
    let renamed = path.segments.last().filter(|last| last.ident != name).map(|_| quote!(as #name));
    quote! {
        #inner_vis use #path #renamed;
        #(#fields)*
    }
}

/// A path that is written from beside the domain enum, as it must be written from a module beside it.
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

/// `EventFields`: when the event happened, and its keys. `access` writes how to reach a field, as a place or, for hand-written
/// structs, as an `Option<&T>` of the catalog's type.
pub(super) fn event_fields(runtime: &Runtime, ident: &Ident, event: &EventDef, access: &Access<'_>) -> TokenStream {
    let occurred_at = event.time.and_then(|place| event.fields.get(place)).map(|field| {
        let time = match access {
            Access::Direct => {
                let field = super::names::ident(&field.name.text);
                quote!(::core::option::Option::Some(self.#field))
            }
            Access::Checked(access) => {
                let field = access(&field.name.text);
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
        let value = key_value(runtime, source, access);
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
        impl #runtime::event::EventFields for #ident {
            #occurred_at

            #key
        }
    }
}

/// How a struct's own fields are reached.
pub(super) enum Access<'a> {
    /// The field has the catalog's type, since it was generated.
    Direct,
    /// The field may have another type, which is reported where it stands: the expression is an `Option<&T>`.
    Checked(&'a dyn Fn(&str) -> TokenStream),
}

/// The value of a key, from the field that holds it or through the records on the way.
fn key_value(runtime: &Runtime, source: &KeySource, access: &Access<'_>) -> TokenStream {
    if let ([step], Access::Direct) = (source.path.as_slice(), access) {
        let field = ident(&step.field);
        return match step.optional {
            true => quote!(self.#field.as_ref().map(#runtime::event::Key::as_key)),
            false => quote!(::core::option::Option::Some(#runtime::event::Key::as_key(&self.#field))),
        };
    }
    let mut value = TokenStream::new();
    for (place, step) in source.path.iter().enumerate() {
        let field = ident(&step.field);
        value = match (place, access) {
            (0, Access::Direct) => quote!(::core::option::Option::Some(&self.#field)),
            (0, Access::Checked(access)) => access(&step.field),
            _ => quote!(#value.map(|record| &record.#field)),
        };
        if step.optional {
            value = quote!(#value.and_then(::core::option::Option::as_ref));
        }
    }
    quote!(#value.map(#runtime::event::Key::as_key))
}

/// `Payload`: the event's place in the domain.
fn membership(names: &Names<'_>, kind: usize, event: &EventDef) -> TokenStream {
    let Names { runtime, domain, .. } = names;
    let name = ident(&event.name.text);
    let info = info::event(names, kind, event);
    let family = names.catalog.family(event.family);
    let (variant, family) = (ident(&family.name.text), family_enum(family));
    quote! {
        #[automatically_derived]
        impl #runtime::event::Payload for #name {
            type Domain = super::#domain;
            const INFO: #runtime::catalog::EventInfo = #info;

            fn into_domain(self) -> super::#domain {
                super::#domain::#variant(super::#family::#name(self))
            }
        }
    }
}

/// From the struct into the family's enum. Into the domain enum, one conversion does for all events: see `domain`.
fn conversion(names: &Names<'_>, event: &EventDef) -> TokenStream {
    let name = ident(&event.name.text);
    let family = family_enum(names.catalog.family(event.family));
    quote! {
        #[automatically_derived]
        impl ::core::convert::From<#name> for super::#family {
            fn from(event: #name) -> Self {
                Self::#name(event)
            }
        }
    }
}

/// The keys by which subscriptions to the event can be narrowed.
fn keys(names: &Names<'_>, event: &EventDef) -> TokenStream {
    let runtime = &names.runtime;
    let name = ident(&event.name.text);
    event
        .keys
        .iter()
        .map(|source| {
            let key = ident(&names.catalog.type_def(names.catalog.key(source.key).ty).name.text);
            quote! {
                #[automatically_derived]
                impl #runtime::event::Carries<super::#key> for #name {}
            }
        })
        .collect()
}

/// A number without a suffix.
pub(super) fn literal(number: usize) -> proc_macro2::Literal {
    proc_macro2::Literal::usize_unsuffixed(number)
}
