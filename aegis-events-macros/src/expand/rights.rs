//! The right to publish an event, as a trait whose error message names the owners and the line of the catalog.

use aegis_events_catalog::model::EventDef;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::names::Names;
use super::tokens::{doc_attr, ident, note_text};
use crate::problems::place;

/// The trait `MayPublish<Event>`, its implementations for the owners, and `PublishedBy`.
///
/// rustc shows the message of the bound that fails. So `PublishedBy` has a blanket implementation over the generated trait.
pub(super) fn expand(names: &Names<'_>, event: &EventDef) -> TokenStream {
    let Names { catalog, runtime, domain, inner_vis, .. } = names;
    let name = ident(&event.name.text);
    let may_publish = format_ident!("MayPublish{}", event.name.text);
    let doc = doc_attr(&format!("Implemented by the publishers of [`{}`].", event.name));
    let owners: Vec<Ident> =
        event.published_by.iter().map(|&index| ident(&catalog.publisher(index).name.text)).collect();
    let on_unimplemented = on_unimplemented(names, event, &owners);
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

fn on_unimplemented(names: &Names<'_>, event: &EventDef, owners: &[Ident]) -> TokenStream {
    let message = format!("`{{Self}}` may not publish `{}`", event.name);
    let owned = format!(
        "{}: `{}` is published by {}",
        note_text(&place(names.catalog, &event.name)),
        names.catalog.event_path(event),
        list(owners.iter().map(|owner| format!("`{owner}`")), "and"),
    );
    let handles = list(owners.iter().map(|owner| format!("`Publisher<{owner}>`")), "or");
    let fix = format!("publish it through a {handles}, or add `{{Self}}` to its `published_by`");
    quote! {
        #[diagnostic::on_unimplemented(
            message = #message,
            label = "this handle belongs to `{Self}`",
            note = #owned,
            note = #fix
        )]
    }
}

/// `a`, `a and b`, or `a, b and c`. An event without owners is an error of the catalog, which is reported apart.
fn list(words: impl Iterator<Item = String>, last: &str) -> String {
    let words: Vec<String> = words.collect();
    match words.split_last() {
        None => String::from("no publisher"),
        Some((end, [])) => end.clone(),
        Some((end, start)) => format!("{} {last} {end}", start.join(", ")),
    }
}
