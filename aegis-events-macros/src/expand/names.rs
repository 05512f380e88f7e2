//! Names in the generated code.

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{EventDef, FamilyDef, TypeIndex};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Visibility;

use super::tokens::ident;
use crate::args::Runtime;
use crate::input::DomainEnum;

/// The context of one expansion of `#[domain_events]`.
pub(crate) struct Names<'a> {
    pub(super) catalog: &'a CheckedCatalog,
    /// The runtime crate.
    pub(super) runtime: Runtime,
    /// The domain enum.
    pub(super) domain: Ident,
    /// The visibility of items in the module of the domain enum.
    pub(super) vis: TokenStream,
    /// The same visibility, for items in a child module.
    pub(super) inner_vis: TokenStream,
}

impl<'a> Names<'a> {
    pub(crate) fn new(catalog: &'a CheckedCatalog, runtime: Runtime, item: &DomainEnum) -> Self {
        let vis = &item.vis;
        Self { catalog, runtime, domain: item.ident.clone(), vis: quote!(#vis), inner_vis: inner_visibility(vis) }
    }

    /// The type of an event, from the module of the domain enum.
    pub(super) fn event_path(&self, event: &EventDef) -> TokenStream {
        let module = ident(&self.catalog.family(event.family).module);
        let name = ident(&event.name.text);
        quote!(#module::#name)
    }

    /// The name of a type of `[types]`.
    pub(super) fn type_ident(&self, index: TypeIndex) -> Ident {
        ident(&self.catalog.type_def(index).name.text)
    }
}

/// A visibility, rewritten so that it means the same in a child module.
fn inner_visibility(vis: &Visibility) -> TokenStream {
    match vis {
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
    }
}

/// A family's variant of the domain enum, and its own enum.
pub(super) fn family_idents(family: &FamilyDef) -> (Ident, Ident) {
    (ident(&family.name.text), ident(&family.enum_name))
}
