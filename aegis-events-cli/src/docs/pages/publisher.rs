//! The page of a publisher.

use maud::html;

use crate::docs::address::{Item, List};
use crate::docs::html::{Language, Page, code, plain};
use crate::docs::site::Site;
use crate::docs::snippet;
use crate::out::counted;

pub(super) fn publisher(site: &Site<'_>, at: usize) -> String {
    let page = Page::inner(site);
    let publisher = &site.catalog.publishers()[at];
    let published = &site.relations.published[at];
    let events = counted(published.len(), "event");
    let description = publisher.doc.as_deref().map_or_else(|| format!("Publishes {events}."), plain);
    let facts = html! {
        ul.facts { li { "publishes " (events) } }
    };
    let rest = html! {
        section #events {
            h2 { "Events" }
            @if published.is_empty() { p.muted { "No events." } }
            @for family in published.chunk_by(|one, two| family_of(site, *one) == family_of(site, *two)) {
                h3 { (page.link(Item::Of(List::Families, family_of(site, family[0])))) }
                (page.events(family.iter().copied()))
            }
        }
        section #rust {
            h2 { "Rust" }
            (code(Language::RUST, "Take the handle", &snippet::handle(publisher)))
        }
    };
    page.item(List::Publishers, at, &description, &facts, &rest)
}

fn family_of(site: &Site<'_>, event: usize) -> usize {
    site.catalog.events()[event].family.index()
}
