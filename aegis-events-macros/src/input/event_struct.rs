//! The hand-written struct under `#[domain_event]`: named fields, no generics, no derives of what the macro implements.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Field, Fields, Ident, Item, ItemStruct, parse_quote};

use super::derives::strip_derives;
use crate::problems::all_of;

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
        let derived = strip_derives(&mut item.attrs, "domain_event")?;
        let mistakes = all_of(derived.into_iter().chain(strip_foreign(&mut item)));
        item.attrs.push(parse_quote!(#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]));
        Ok(Self { item, mistakes })
    }
}

/// Takes out the attributes that have no place beside `#[domain_event]`, and says of each what to do instead.
fn strip_foreign(item: &mut ItemStruct) -> Vec<syn::Error> {
    let mut mistakes = Vec::new();
    let fields = item.fields.iter_mut().map(|field| &mut field.attrs);
    for attrs in std::iter::once(&mut item.attrs).chain(fields) {
        attrs.retain(|attr| match foreign(attr) {
            Some(text) => {
                mistakes.push(syn::Error::new_spanned(attr, text));
                false
            }
            None => true,
        });
    }
    mistakes
}

fn foreign(attr: &Attribute) -> Option<&'static str> {
    if attr.path().is_ident("serde") {
        return Some(
            "`#[domain_event]` implements `Serialize` and `Deserialize` itself, as the catalog says: remove the attribute; a field has \
             the catalog's name, and the catalog's `was` and `default` say how older rows are read",
        );
    }
    let is_second = attr.path().segments.last().is_some_and(|last| last.ident == "domain_event");
    is_second.then_some("`#[domain_event]` stands here twice: keep one")
}
