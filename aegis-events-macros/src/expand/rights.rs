//! Who may publish an event, as traits whose error text carries the catalog's line.

use aegis_events_catalog::model::EventDef;
use proc_macro2::TokenStream;
use quote::quote;

use super::names::{Names, doc_attr, ident, literal_text, may_publish};

/// The trait of those who may publish an event, who they are, and what follows from it for the event.
///
/// The bound that fails must be the one on the generated trait, for its texts to show; so the event's `PublishedBy` forwards
/// to it.
pub(super) fn expand(names: &Names<'_>, event: &EventDef) -> TokenStream {
    let Names { catalog, runtime, domain, inner_vis, .. } = names;
    let name = ident(&event.name.text);
    let may_publish = may_publish(event);
    let doc = doc_attr(&format!("Who may publish [`{}`].", event.name));
    let on_unimplemented = on_unimplemented(names, event);
    let owners = event.published_by.iter().map(|&index| ident(&catalog.publisher(index).name.text));
    quote! {
        #doc
        #on_unimplemented
        #inner_vis trait #may_publish: #runtime::event::PublisherRole<Domain = super::#domain> {}

        #(
            #[automatically_derived]
            impl #may_publish for super::publishers::#owners {}
        )*

        #[automatically_derived]
        impl<__P: #may_publish> #runtime::event::PublishedBy<__P> for #name {}
    }
}

fn on_unimplemented(names: &Names<'_>, event: &EventDef) -> TokenStream {
    let catalog = names.catalog;
    let owners: Vec<String> =
        event.published_by.iter().map(|&index| catalog.publisher(index).name.text.clone()).collect();
    let message = format!("`{{Self}}` may not publish `{}`", event.name);
    let owned = format!(
        "{}: `{}` is published by {}",
        literal_text(&names.place(&event.name)),
        catalog.event_path(event),
        list(&owners)
    );
    let handles: Vec<String> = owners.iter().map(|owner| format!("Publisher<{owner}>")).collect();
    let fix = format!("publish it through a {}, or add `{{Self}}` to its `published_by`", list_or(&handles));
    quote! {
        #[diagnostic::on_unimplemented(
            message = #message,
            label = "this handle belongs to `{Self}`",
            note = #owned,
            note = #fix
        )]
    }
}

fn list(words: &[String]) -> String {
    joined(words, "and").unwrap_or_else(|| "nobody".to_owned())
}

fn list_or(words: &[String]) -> String {
    joined(words, "or").unwrap_or_else(|| "publisher's handle".to_owned())
}

fn joined(words: &[String], last: &str) -> Option<String> {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    let (end, start) = quoted.split_last()?;
    Some(if start.is_empty() { end.clone() } else { format!("{} {last} {end}", start.join(", ")) })
}
