//! The page of a publisher.

use maud::html;

use crate::docs::address::{Item, List};
use crate::docs::html::{Frame, Language, Page, Section, broken, code, plain};
use crate::docs::site::Site;
use crate::docs::snippet;
use crate::out::counted;

pub(super) fn publisher(site: &Site<'_>, at: usize) -> String {
    let page = Page::inner(site);
    let publisher = &site.catalog.publishers()[at];
    let published = &site.relations.published[at];
    let events = counted(published.len(), "event");
    page.framed(&Frame {
        section: Section::Of(List::Publishers),
        title: Some(&publisher.name.text),
        description: &publisher.doc.as_deref().map_or_else(|| format!("Publishes {events}."), plain),
        scripts: &[],
        searches: false,
        main: html! {
            article.content {
                (page.trail(&[(site.addresses.list(List::Publishers), List::Publishers.title())]))
                h1.publisher { (broken(&publisher.name.text)) }
                ul.facts { li { "publishes " (events) } }
                @if let Some(doc) = &publisher.doc { div.prose dir="auto" { (page.prose(doc)) } }
                section #events {
                    h2 { "Events" }
                    @if published.is_empty() { p.muted { "No events." } }
                    @for family in published.chunk_by(|one, two| family_of(site, *one) == family_of(site, *two)) {
                        h3 { (page.link(Item::Of(List::Families, family_of(site, family[0])))) }
                        (page.events(family.iter().copied(), false))
                    }
                }
                section #rust {
                    h2 { "Rust" }
                    (code(Language::Rust, "Take the handle", &snippet::handle(publisher)))
                }
                p.more { a href={ (page.root) "graph.html#publisher/" (publisher.name.text) } { "See it in the graph" } }
            }
        },
    })
}

fn family_of(site: &Site<'_>, event: usize) -> usize {
    site.catalog.events()[event].family.index()
}
