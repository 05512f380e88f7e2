//! The enum's visibility, for what stands beside it and for what stands in modules beside it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Visibility;

/// One visibility, written from two places.
pub(crate) struct Visible {
    pub(crate) beside: TokenStream,
    pub(crate) inside: TokenStream,
}

impl Visible {
    pub(crate) fn of(vis: &Visibility) -> Self {
        let inside = match vis {
            Visibility::Public(_) => quote!(pub),
            Visibility::Inherited => quote!(pub(super)),
            Visibility::Restricted(restricted) => {
                let path = &restricted.path;
                match path.segments.first().map(|segment| segment.ident.to_string()).as_deref() {
                    Some("self") => quote!(pub(super)),
                    Some("super") => quote!(pub(in super::#path)),
                    _ => quote!(#vis),
                }
            }
        };
        Self { beside: quote!(#vis), inside }
    }
}
