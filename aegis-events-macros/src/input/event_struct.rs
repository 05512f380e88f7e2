//! The hand-written struct under `#[domain_event]`: named fields, no generics, no derives of what the macro implements.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Field, Fields, Ident, Item, ItemStruct, parse_quote};

use super::derives::strip_derives;
use crate::problems::{all_of, error};

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

    /// Mistakes that do not prevent the expansion.
    pub(crate) fn mistakes(&self) -> Option<TokenStream> {
        self.mistakes.as_ref().map(syn::Error::to_compile_error)
    }

    /// The struct's name.
    pub(crate) fn ident(&self) -> &Ident {
        &self.item.ident
    }

    /// The fields, each with its name in the catalog.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (String, &Field)> {
        self.item.fields.iter().filter_map(|field| Some((field.ident.as_ref()?.unraw().to_string(), field)))
    }
}

impl Parse for EventStruct {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let no_struct = "`#[domain_event]` needs a struct with named fields";
        let mut item = match input.parse()? {
            Item::Struct(item) => item,
            Item::Enum(item) => {
                return Err(error(
                    item.enum_token,
                    no_struct,
                    "declare one event per variant, each with its own struct",
                ));
            }
            other => return Err(error(other, no_struct, "write `pub struct SomethingHappened { .. }`")),
        };
        if !item.generics.params.is_empty() {
            return Err(error(item.generics, "the struct of an event cannot be generic", "remove the parameters"));
        }
        if let Fields::Unnamed(fields) = &item.fields {
            return Err(error(fields, no_struct, "name the fields as in the catalog: JSON and SQL use the names"));
        }
        let derived = strip_derives(&mut item.attrs, "domain_event")?;
        let mistakes = all_of(derived.into_iter().chain(strip_foreign(&mut item)));
        item.attrs.push(parse_quote!(#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]));
        Ok(Self { item, mistakes })
    }
}

/// Removes attributes that cannot be combined with `#[domain_event]`, and reports each.
fn strip_foreign(item: &mut ItemStruct) -> Vec<syn::Error> {
    let mut mistakes = Vec::new();
    let fields = item.fields.iter_mut().map(|field| &mut field.attrs);
    for attrs in std::iter::once(&mut item.attrs).chain(fields) {
        attrs.retain(|attr| match foreign(attr) {
            Some((message, help)) => {
                mistakes.push(error(attr, message, help));
                false
            }
            None => true,
        });
    }
    mistakes
}

/// The message and the help for such an attribute.
fn foreign(attr: &Attribute) -> Option<(&'static str, &'static str)> {
    if attr.path().is_ident("serde") {
        return Some((
            "`#[domain_event]` already implements `Serialize` and `Deserialize`",
            "remove the attribute; to read older rows, declare `was` or `default` in the catalog",
        ));
    }
    let is_second = attr.path().segments.last().is_some_and(|last| last.ident == "domain_event");
    is_second.then_some(("duplicate `#[domain_event]`", "remove one of the two"))
}
