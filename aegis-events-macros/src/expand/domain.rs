//! The enum over all events.

use proc_macro2::TokenStream;
use quote::quote;

use super::event_enum::EventEnum;
use super::filter::Filter;
use super::names::{Names, family_idents};
use super::tokens::{doc_attr, literal};
use super::{family, impls, info, publishers};
use crate::input::DomainEnum;

/// The domain enum and its implementations.
pub(super) fn expand(names: &Names<'_>, item: &DomainEnum) -> TokenStream {
    let declaration = declaration(names, item);
    let variants = names.catalog.families().iter().map(|family| family_idents(family).0);
    let methods = EventEnum {
        ident: &names.domain,
        payload_arms: variants.map(|variant| quote!(Self::#variant(event) => event.payload())).collect(),
        methods: from_json(names),
    };
    let methods = methods.expand(names);
    let domain = domain(names);
    let conversions = conversions(names);
    quote!(#declaration #methods #domain #conversions)
}

fn declaration(names: &Names<'_>, item: &DomainEnum) -> TokenStream {
    let Names { catalog, domain, vis, .. } = names;
    let attrs = &item.attrs;
    let doc = catalog.doc().filter(|_| !attrs.iter().any(|attr| attr.path().is_ident("doc"))).map(doc_attr);
    let variants = catalog.families().iter().map(|family| {
        let doc = family::doc(family);
        let (variant, inner) = family_idents(family);
        quote!(#doc #variant(#inner))
    });
    quote! {
        #(#attrs)*
        #doc
        #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
        #vis enum #domain {
            #(#variants,)*
        }
    }
}

fn from_json(names: &Names<'_>) -> TokenStream {
    let Names { runtime, vis, .. } = names;
    quote! {
        /// Decodes an event from JSON: `{"family": .., "event_type": .., "event_data": ..}`.
        #vis fn from_json(
            json: &[::core::primitive::u8],
        ) -> ::core::result::Result<Self, #runtime::codec::DecodeError> {
            #runtime::support::from_json(json)
        }
    }
}

/// The trait `Domain`.
fn domain(names: &Names<'_>) -> TokenStream {
    let Names { catalog, runtime, domain, .. } = names;
    let info = info::catalog(names);
    let arms = catalog.families().iter().filter(|family| !family.events.is_empty()).map(|family| {
        let (variant, inner) = family_idents(family);
        let (first, last) = (literal(family.events.start), literal(family.events.end - 1));
        quote!(#first..=#last => #inner::__read(kind, deserializer).map(Self::#variant))
    });
    let publishers = publishers::grant(names);
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #runtime::event::Domain for #domain {
            fn catalog() -> &'static #runtime::catalog::CatalogInfo {
                static CATALOG: #runtime::catalog::CatalogInfo = #info;
                &CATALOG
            }

            fn payload(&self) -> &dyn #runtime::event::AnyPayload {
                self.payload()
            }

            fn read<'de, __D: #runtime::support::serde::Deserializer<'de>>(
                kind: #runtime::catalog::Kind,
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                match kind.index() {
                    #(#arms,)*
                    _ => ::core::result::Result::Err(#runtime::support::unknown_kind(kind)),
                }
            }
        }

        #[automatically_derived]
        #[allow(deprecated)]
        impl #runtime::bus::MakePublishers for #domain {
            #publishers
        }
    }
}

/// `Filter`, and the conversions from every event and from JSON.
fn conversions(names: &Names<'_>) -> TokenStream {
    let Names { catalog, runtime, domain, .. } = names;
    let all = 0..catalog.events().len();
    let filter = Filter {
        ident: domain,
        prefix: TokenStream::new(),
        name: &domain.to_string(),
        kinds: std::slice::from_ref(&all),
        delivery: None,
        target: quote!(Self),
        as_target: quote!(::core::option::Option::Some(event)),
    };
    let filter = filter.expand(names);
    let deserialize = impls::deserialize(runtime, domain, &quote!(#runtime::support::deserialize_event(deserializer)));
    quote! {
        #filter

        #[automatically_derived]
        impl<__E: #runtime::event::Payload<Domain = Self>> ::core::convert::From<__E> for #domain {
            fn from(event: __E) -> Self {
                #runtime::event::Payload::into_domain(event)
            }
        }

        #deserialize
    }
}
