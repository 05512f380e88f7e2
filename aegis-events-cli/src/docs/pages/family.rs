//! The page of a family.

use maud::html;

use crate::docs::address::{Item, List};
use crate::docs::html::{Page, plain};
use crate::docs::site::Site;
use crate::out::counted;

pub(super) fn family(site: &Site<'_>, at: usize) -> String {
    let page = Page::inner(site);
    let family = &site.catalog.families()[at];
    let events = counted(family.events.len(), "event");
    let publishers = distinct(
        family
            .events
            .clone()
            .flat_map(|event| site.catalog.events()[event].published_by.iter().map(|publisher| publisher.index())),
    );
    let subscribers = distinct(
        family.events.clone().flat_map(|event| site.relations.consumers[event].iter().map(|it| it.subscriber)),
    );
    let description = family.doc.as_deref().map_or_else(|| events.clone(), plain);
    let facts = html! {
        ul.facts {
            li { (events) }
            li { "enum " code { (family.enum_name) } }
            li { "module " code { (family.module) } }
        }
    };
    let rest = html! {
        section #events { h2 { "Events" } (page.events(family.events.clone())) }
        section #publishers {
            h2 { "Publishers" }
            ul.names { @for at in publishers { li { (page.link(Item::Of(List::Publishers, at))) } } }
        }
        section #subscribers {
            h2 { "Subscribers" }
            @if subscribers.is_empty() { p.muted { "No declared subscriber." } }
            ul.names { @for at in subscribers { li { (page.link(Item::Of(List::Subscribers, at))) } } }
        }
    };
    page.item(List::Families, at, &description, &facts, &rest)
}

/// Each once, in catalog order.
fn distinct(places: impl Iterator<Item = usize>) -> Vec<usize> {
    places.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}
