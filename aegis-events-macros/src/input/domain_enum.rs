//! `pub enum DomainEvent {}`: an empty enum, whose name, visibility and attributes the generated one takes.

use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, Item, Visibility};

use super::derives::strip_derives;

/// The enum under `#[domain_events]`.
pub(crate) struct DomainEnum {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    /// Mistakes around the enum that do not keep it from being generated.
    pub(crate) mistakes: Option<syn::Error>,
}

impl Parse for DomainEnum {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut item = match input.parse()? {
            Item::Enum(item) => item,
            other => {
                return Err(syn::Error::new_spanned(
                    other,
                    "`#[domain_events]` stands on an empty enum: `pub enum DomainEvent {}`",
                ));
            }
        };
        if let Some(variant) = item.variants.first() {
            return Err(syn::Error::new_spanned(
                variant,
                "the variants come from the catalog, one per family: leave the enum empty, `pub enum DomainEvent {}`",
            ));
        }
        if !item.generics.params.is_empty() {
            return Err(syn::Error::new_spanned(
                item.generics,
                "the enum of a catalog has no generic parameters: remove them",
            ));
        }
        let mistakes = strip_derives(&mut item.attrs, "domain_events")?;
        Ok(Self { attrs: item.attrs, vis: item.vis, ident: item.ident, mistakes })
    }
}
