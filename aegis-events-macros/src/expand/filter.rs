//! The trait `Filter` for the domain enum, the enums of families and the declared subscribers.

use std::ops::Range;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::keys;
use super::names::Names;
use super::tokens::literal;

/// A set of events that can be subscribed to.
pub(super) struct Filter<'a> {
    /// The type that implements the trait.
    pub(super) ident: &'a Ident,
    /// The path to the module of the domain enum: empty, or `super::`.
    pub(super) prefix: TokenStream,
    /// The name at run time.
    pub(super) name: &'a str,
    /// The kinds of the events.
    pub(super) kinds: &'a [Range<usize>],
    /// `const DELIVERY`, if it is not the default.
    pub(super) delivery: Option<TokenStream>,
    /// The type to which an event of the set derefs.
    pub(super) target: TokenStream,
    /// An expression of `event`, for `fn target`.
    pub(super) as_target: TokenStream,
}

impl Filter<'_> {
    /// `Filter`, and `Carries` for the keys of the events.
    pub(super) fn expand(&self, names: &Names<'_>) -> TokenStream {
        let Names { catalog, runtime, domain, .. } = names;
        let Self { ident, prefix, name, kinds, delivery, target, as_target } = self;
        let events = kinds.iter().flat_map(|kinds| catalog.events().get(kinds.clone()).unwrap_or_default());
        let keys = keys::carried(names, events, ident, prefix);
        let ranges = kinds.iter().filter(|kinds| !kinds.is_empty()).map(|kinds| {
            let (first, last) = (literal(kinds.start), literal(kinds.end - 1));
            quote!(#runtime::catalog::KindRange::new(#first, #last))
        });
        quote! {
            #[automatically_derived]
            impl #runtime::event::Filter for #ident {
                type Domain = #prefix #domain;
                type Target = #target;
                const NAME: &'static ::core::primitive::str = #name;
                const KINDS: &'static [#runtime::catalog::KindRange] = &[#(#ranges),*];
                #delivery

                fn target(event: &#prefix #domain) -> ::core::option::Option<&#target> {
                    #as_target
                }
            }

            #keys
        }
    }
}
