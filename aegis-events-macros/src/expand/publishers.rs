//! Publishers: a marker type for each, and the struct of all handles.

use proc_macro2::TokenStream;
use quote::quote;

use super::names::Names;
use super::tokens::{doc_attr, ident, literal};

/// The struct `Publishers` and the module `publishers`.
pub(super) fn expand(names: &Names<'_>) -> TokenStream {
    let handles = handles(names);
    let roles = roles(names);
    quote!(#handles #roles)
}

/// The items of `MakePublishers`, which create the handles.
pub(super) fn grant(names: &Names<'_>) -> TokenStream {
    let Names { catalog, runtime, .. } = names;
    let fields = catalog.publishers().iter().map(|publisher| ident(&publisher.field));
    quote! {
        type Publishers = Publishers;

        fn publishers(grants: &#runtime::bus::Grants<Self>) -> Publishers {
            Publishers { #(#fields: grants.publisher()),* }
        }
    }
}

fn handles(names: &Names<'_>) -> TokenStream {
    let Names { catalog, runtime, vis, .. } = names;
    let fields = catalog.publishers().iter().map(|publisher| {
        let doc = doc_attr(&format!("The handle of `{}`.", publisher.name));
        let (field, role) = (ident(&publisher.field), ident(&publisher.name.text));
        quote!(#doc #vis #field: #runtime::bus::Publisher<publishers::#role>)
    });
    quote! {
        /// The publishing handles for one bus, one per publisher of the catalog. Give each component only its own.
        #[allow(dead_code)]
        #[derive(::core::fmt::Debug)]
        #vis struct Publishers {
            #(#fields,)*
        }
    }
}

fn roles(names: &Names<'_>) -> TokenStream {
    let Names { catalog, runtime, domain, vis, inner_vis, .. } = names;
    let roles = catalog.publishers().iter().enumerate().map(|(place, publisher)| {
        let doc = publisher.doc.clone().unwrap_or_else(|| format!("The publisher `{}`.", publisher.name));
        let doc = doc_attr(&doc);
        let (role, text, place) = (ident(&publisher.name.text), &publisher.name.text, literal(place));
        quote! {
            #doc
            #[derive(::core::fmt::Debug)]
            #inner_vis enum #role {}

            #[automatically_derived]
            impl #runtime::event::PublisherRole for #role {
                type Domain = super::#domain;
                const ID: #runtime::catalog::PublisherId = #runtime::catalog::PublisherId::new(#place);
                const NAME: &'static ::core::primitive::str = #text;
            }
        }
    });
    quote! {
        /// Marker types for the publishers of the catalog, as in `Publisher<publishers::Name>`.
        #[allow(dead_code)]
        #vis mod publishers {
            #(#roles)*
        }
    }
}
