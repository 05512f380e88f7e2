//! The enum under `#[domain_events]`: empty, as in `pub enum DomainEvent {}`.

use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, Item, Visibility};

use super::derives::strip_derives;
use crate::problems::{all_of, error};

/// The name, visibility and attributes of the enum, which the generated enum takes over.
pub(crate) struct DomainEnum {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    /// Mistakes that do not prevent the expansion.
    pub(crate) mistakes: Option<syn::Error>,
}

impl Parse for DomainEnum {
    /// Accepts a struct too, and reports it: without the generated enum, each use of an event would be another error.
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let item: Item = input.parse()?;
        let no_enum = "`#[domain_events]` needs an enum";
        let help = "write `pub enum DomainEvent {}`";
        let (mut attrs, vis, ident, generics, mistake) = match item {
            Item::Enum(item) => {
                let mistake = item.variants.first().map(|variant| {
                    let message = "the variants come from the catalog, one per family";
                    error(variant, message, format!("leave the enum empty: `pub enum {} {{}}`", item.ident))
                });
                (item.attrs, item.vis, item.ident, item.generics, mistake)
            }
            Item::Struct(item) => {
                let mistake = error(&item, no_enum, help);
                (item.attrs, item.vis, item.ident, item.generics, Some(mistake))
            }
            other => return Err(error(other, no_enum, help)),
        };
        let generic = (!generics.params.is_empty())
            .then(|| error(generics, "the domain enum cannot be generic", "remove the parameters"));
        let derived = strip_derives(&mut attrs, "domain_events")?;
        let mistakes = all_of([mistake, generic, derived].into_iter().flatten());
        Ok(Self { attrs, vis, ident, mistakes })
    }
}
