//! The enum over all events.

use proc_macro2::TokenStream;
use quote::quote;

use super::event::literal;
use super::names::{Names, doc_attr, family_enum, ident};
use super::{family, info, keys};
use crate::input::DomainEnum;

/// The domain enum and what it implements.
pub(super) fn expand(names: &Names<'_>, item: &DomainEnum) -> TokenStream {
    let declaration = declaration(names, item);
    let inherent = inherent(names);
    let domain = domain(names);
    let filter = filter(names);
    let serde = serde(names);
    let keys = keys::of_filter(names, &names.catalog.events().iter().collect::<Vec<_>>(), &{
        let domain = &names.domain;
        quote!(#domain)
    });
    quote!(#declaration #inherent #domain #filter #serde #keys)
}

fn declaration(names: &Names<'_>, item: &DomainEnum) -> TokenStream {
    let Names { catalog, domain, vis, .. } = names;
    let attrs = &item.attrs;
    let doc = catalog.doc().filter(|_| !attrs.iter().any(|attr| attr.path().is_ident("doc"))).map(doc_attr);
    let variants = catalog.families().iter().map(|family| {
        let doc = doc_attr(&family::doc(family));
        let (name, inner) = (ident(&family.name.text), family_enum(family));
        quote!(#doc #name(#inner))
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

fn inherent(names: &Names<'_>) -> TokenStream {
    let Names { catalog, runtime, domain, vis, .. } = names;
    let variants: Vec<_> = catalog.families().iter().map(|family| ident(&family.name.text)).collect();
    let accessors = accessors(names);
    let payload = empty_or(variants.is_empty(), quote!(self), quote!(#(Self::#variants(event) => event.payload()),*));
    quote! {
        #[allow(dead_code)]
        impl #domain {
            /// The event inside, whatever its type.
            #vis fn payload(&self) -> &dyn #runtime::event::AnyPayload {
                match #payload
            }

            #accessors

            /// Reads an event from JSON text, `{"family": .., "event_type": .., "event_data": ..}`.
            #vis fn from_json(
                json: &[::core::primitive::u8],
            ) -> ::core::result::Result<Self, #runtime::codec::DecodeError> {
                #runtime::event::from_json(json)
            }
        }
    }
}

/// The body of a `match` on `self` or `*self`; the latter where there is nothing to match.
pub(super) fn empty_or(empty: bool, subject: TokenStream, arms: TokenStream) -> TokenStream {
    if empty { quote!(*#subject {}) } else { quote!(#subject { #arms }) }
}

/// The accessors that the domain enum and the family enums share.
pub(super) fn accessors(names: &Names<'_>) -> TokenStream {
    let Names { runtime, domain, vis, .. } = names;
    let keys = keys::accessors(names);
    quote! {
        /// The event's kind.
        #vis fn kind(&self) -> #runtime::catalog::Kind {
            self.payload().kind()
        }

        /// The name of the event's family.
        #vis fn family(&self) -> &'static ::core::primitive::str {
            #runtime::support::info::<#domain>(self.payload()).family()
        }

        /// The event's name.
        #vis fn event_type(&self) -> &'static ::core::primitive::str {
            #runtime::support::info::<#domain>(self.payload()).event_type()
        }

        /// When the event happened, by its own time field. Without one, ask its envelope.
        #vis fn occurred_at(&self) -> ::core::option::Option<#runtime::types::Timestamp> {
            self.payload().occurred_at()
        }

        #keys

        /// The event as JSON text, `{"family": .., "event_type": .., "event_data": ..}`.
        #vis fn to_json(
            &self,
        ) -> ::core::result::Result<::std::vec::Vec<::core::primitive::u8>, #runtime::codec::EncodeError> {
            #runtime::event::to_json::<#domain>(self.payload())
        }
    }
}

fn domain(names: &Names<'_>) -> TokenStream {
    let Names { catalog, runtime, domain, .. } = names;
    let info = info::catalog(names);
    let arms = catalog.families().iter().filter(|family| !family.events.is_empty()).map(|family| {
        let (variant, inner) = (ident(&family.name.text), family_enum(family));
        let (first, last) = (literal(family.events.start), literal(family.events.end - 1));
        quote!(#first..=#last => #inner::__read(kind, deserializer).map(Self::#variant))
    });
    let grants = catalog.publishers().iter().map(|publisher| {
        let field = super::names::publisher_field(publisher);
        quote!(#field: grants.publisher())
    });
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
            type Publishers = Publishers;

            fn publishers(grants: &#runtime::bus::Grants<Self>) -> Publishers {
                Publishers { #(#grants),* }
            }
        }

        #[automatically_derived]
        impl<__E: #runtime::event::Payload<Domain = Self>> ::core::convert::From<__E> for #domain {
            fn from(event: __E) -> Self {
                #runtime::event::Payload::into_domain(event)
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Debug for #domain {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(self.payload(), f)
            }
        }
    }
}

fn filter(names: &Names<'_>) -> TokenStream {
    let Names { catalog, runtime, domain, .. } = names;
    let text = domain.to_string();
    let ranges = kind_range(names, 0..catalog.events().len());
    quote! {
        #[automatically_derived]
        impl #runtime::event::Filter for #domain {
            type Domain = Self;
            type Target = Self;
            const NAME: &'static ::core::primitive::str = #text;
            const KINDS: &'static [#runtime::catalog::KindRange] = &[#ranges];

            fn target(event: &Self) -> ::core::option::Option<&Self> {
                ::core::option::Option::Some(event)
            }
        }
    }
}

/// A range of kinds; nothing for an empty one.
pub(super) fn kind_range(names: &Names<'_>, kinds: std::ops::Range<usize>) -> TokenStream {
    let runtime = &names.runtime;
    if kinds.is_empty() {
        return TokenStream::new();
    }
    let (first, last) = (literal(kinds.start), literal(kinds.end - 1));
    quote!(#runtime::catalog::KindRange::new(#first, #last))
}

fn serde(names: &Names<'_>) -> TokenStream {
    let Names { runtime, domain, .. } = names;
    let serialize = serialize(names, &quote!(#domain));
    quote! {
        #serialize

        #[automatically_derived]
        impl<'de> #runtime::support::serde::Deserialize<'de> for #domain {
            fn deserialize<__D: #runtime::support::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                #runtime::event::read_event(deserializer)
            }
        }
    }
}

/// `Serialize` of the domain enum or of a family enum: the same JSON.
pub(super) fn serialize(names: &Names<'_>, of: &TokenStream) -> TokenStream {
    let Names { runtime, domain, .. } = names;
    quote! {
        #[automatically_derived]
        impl #runtime::support::serde::Serialize for #of {
            fn serialize<__S: #runtime::support::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                #runtime::event::serialize_event::<#domain, __S>(self.payload(), serializer)
            }
        }
    }
}
