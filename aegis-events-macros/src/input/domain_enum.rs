//! `pub enum DomainEvent {}`: an empty enum, whose name, visibility and attributes the generated one takes.

use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, Item, Visibility};

use super::derives::strip_derives;
use crate::problems::all_of;

/// The enum under `#[domain_events]`.
pub(crate) struct DomainEnum {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    /// Mistakes around the enum that do not keep it from being generated.
    pub(crate) mistakes: Option<syn::Error>,
}

impl Parse for DomainEnum {
    /// Whatever has a name becomes the enum: without it, everything that uses its events would be an error too.
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let item: Item = input.parse()?;
        let no_enum = "`#[domain_events]` stands on an empty enum: `pub enum DomainEvent {}`";
        let (mut attrs, vis, ident, generics, mistake) = match item {
            Item::Enum(item) => {
                let mistake = item.variants.first().map(|variant| {
                    syn::Error::new_spanned(
                        variant,
                        "the variants come from the catalog, one per family: leave the enum empty, `pub enum DomainEvent {}`",
                    )
                });
                (item.attrs, item.vis, item.ident, item.generics, mistake)
            }
            Item::Struct(item) => {
                let mistake = syn::Error::new_spanned(&item, no_enum);
                (item.attrs, item.vis, item.ident, item.generics, Some(mistake))
            }
            other => return Err(syn::Error::new_spanned(other, no_enum)),
        };
        let generic = (!generics.params.is_empty())
            .then(|| syn::Error::new_spanned(generics, "the enum of a catalog has no generic parameters: remove them"));
        let derived = strip_derives(&mut attrs, "domain_events")?;
        let mistakes = all_of([mistake, generic, derived].into_iter().flatten());
        Ok(Self { attrs, vis, ident, mistakes })
    }
}
