//! The lists of families, publishers, subscribers, keys and types.

use aegis_events_catalog::model::Interest;
use maud::{Markup, html};

use super::ty;
use crate::docs::address::{Item, List, length};
use crate::docs::html::{Frame, Page, Section, delivery};
use crate::docs::site::Site;
use crate::out::counted;

pub(in crate::docs) fn list(site: &Site<'_>, list: List) -> String {
    let page = Page::top(site);
    let number = length(site.catalog, list);
    let counted = counted(number, list.noun());
    page.framed(&Frame {
        section: Section::Of(list),
        title: Some(list.title()),
        description: &counted,
        scripts: &[],
        searches: false,
        main: html! {
            div.content {
                h1 { (list.title()) }
                p.lede { (about(list)) }
                @if number == 0 { p.muted { "The catalog declares none." } }
                ul.cards {
                    @for at in 0..number {
                        li {
                            span.name { (page.link(Item::Of(list, at))) " " (mark(site, list, at)) }
                            @if let Some(doc) = site.doc(list, at) { p dir="auto" { (page.line(doc)) } }
                            p.muted { (measure(site, list, at)) }
                        }
                    }
                }
            }
        },
    })
}

fn about(list: List) -> &'static str {
    match list {
        List::Families => "Groups of events, with an enum each.",
        List::Publishers => "Components and the events that only they can publish.",
        List::Subscribers => "Components that consume events, and their delivery classes.",
        List::Keys => "Ids shared by many events: accessor, filter, SQL column and index.",
        List::Types => "Types of fields, in addition to the built-in types.",
    }
}

fn mark(site: &Site<'_>, list: List, at: usize) -> Markup {
    html! {
        @match list {
            List::Subscribers => { (delivery(site.catalog.subscribers()[at].delivery)) },
            List::Types => { span.badge { (ty::kind(&site.catalog.types()[at])) } },
            _ => {},
        }
    }
}

fn measure(site: &Site<'_>, list: List, at: usize) -> String {
    match list {
        List::Families => counted(site.catalog.families()[at].events.len(), "event"),
        List::Publishers => format!("publishes {}", counted(site.relations.published[at].len(), "event")),
        List::Subscribers => consumes(site, at),
        List::Keys => format!("carried by {}", counted(site.relations.keyed[at].len(), "event")),
        List::Types => format!("used in {}", counted(site.relations.uses[at].len(), "place")),
    }
}

fn consumes(site: &Site<'_>, at: usize) -> String {
    let interests = &site.catalog.subscribers()[at].interests;
    let families = interests.iter().filter(|it| matches!(it, Interest::Family { .. })).count();
    let events = interests.iter().filter(|it| matches!(it, Interest::Event { .. })).count();
    match (families, events) {
        (0, 0) => "consumes everything".to_owned(),
        (_, 0) => format!("consumes {}", counted(families, "family")),
        (0, _) => format!("consumes {}", counted(events, "event")),
        _ => format!("consumes {} and {}", counted(families, "family"), counted(events, "event")),
    }
}
