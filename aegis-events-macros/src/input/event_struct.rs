//! The hand-written struct under `#[domain_event]`: named fields, no generics, no derives of what the macro implements.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Field, Fields, Ident, Item, ItemStruct, parse_quote};

use super::derives::strip_derives;

/// The struct under `#[domain_event]`, with the derives that the macro adds.
pub(crate) struct EventStruct {
    item: ItemStruct,
    mistakes: Option<syn::Error>,
}

impl EventStruct {
    /// The struct itself, as it stays in the user's code.
    pub(crate) fn item(&self) -> TokenStream {
        self.item.to_token_stream()
    }

    /// Mistakes around the struct that do not keep it from being read.
    pub(crate) fn mistakes(&self) -> Option<TokenStream> {
        self.mistakes.as_ref().map(syn::Error::to_compile_error)
    }

    /// The struct's name.
    pub(crate) fn ident(&self) -> &Ident {
        &self.item.ident
    }

    /// The fields, each with its name as the catalog writes it.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (String, &Field)> {
        self.item.fields.iter().filter_map(|field| Some((field.ident.as_ref()?.unraw().to_string(), field)))
    }
}

impl Parse for EventStruct {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut item = match input.parse()? {
            Item::Struct(item) => item,
            Item::Enum(item) => {
                return Err(syn::Error::new_spanned(
                    item.enum_token,
                    "`#[domain_event]` stands on a struct with named fields: an event has one payload, not several",
                ));
            }
            other => {
                return Err(syn::Error::new_spanned(other, "`#[domain_event]` stands on a struct with named fields"));
            }
        };
        if !item.generics.params.is_empty() {
            return Err(syn::Error::new_spanned(
                item.generics,
                "the struct of an event has no generic parameters: remove them",
            ));
        }
        if let Fields::Unnamed(fields) = &item.fields {
            return Err(syn::Error::new_spanned(
                fields,
                "`#[domain_event]` needs a struct with named fields: the catalog, JSON and SQL know fields by their names",
            ));
        }
        let mistakes = strip_derives(&mut item.attrs, "domain_event")?;
        item.attrs.push(parse_quote!(#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]));
        Ok(Self { item, mistakes })
    }
}
