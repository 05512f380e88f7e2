//! Publishers: a type that stands for each, and all rights to publish as values.

use proc_macro2::TokenStream;
use quote::quote;

use super::event::literal;
use super::names::{Names, doc_attr, ident, publisher_field};

/// The module `publishers` and the struct `Publishers`.
pub(super) fn expand(names: &Names<'_>) -> TokenStream {
    let rights = rights(names);
    let roles = roles(names);
    quote!(#rights #roles)
}

fn rights(names: &Names<'_>) -> TokenStream {
    let Names { catalog, runtime, vis, .. } = names;
    let fields = catalog.publishers().iter().map(|publisher| {
        let doc = doc_attr(&format!("What `{}` may publish.", publisher.name));
        let (field, role) = (publisher_field(publisher), ident(&publisher.name.text));
        quote!(#doc #vis #field: #runtime::bus::Publisher<publishers::#role>)
    });
    quote! {
        /// Every right to publish on one bus, to be given out at the composition root: each component gets its own.
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
        /// The components that publish: types without values, for `Publisher<..>` to name its owner.
        #[allow(dead_code)]
        #vis mod publishers {
            #(#roles)*
        }
    }
}
