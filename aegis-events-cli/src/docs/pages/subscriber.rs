//! The page of a subscriber.

use aegis_events_catalog::model::{Interest, SubscriberDef};
use maud::{Markup, html};

use crate::docs::address::{Item, List};
use crate::docs::html::{Language, Page, code, delivery, delivery_meaning, plain};
use crate::docs::site::Site;
use crate::docs::snippet;
use crate::out::counted;

pub(super) fn subscriber(site: &Site<'_>, at: usize) -> String {
    let page = Page::inner(site);
    let subscriber = &site.catalog.subscribers()[at];
    let description = subscriber.doc.as_deref().map_or_else(|| "A subscriber.".to_owned(), plain);
    let facts = html! {
        p.facts { (delivery(subscriber.delivery)) " " (delivery_meaning(subscriber.delivery)) }
    };
    let rest = html! {
        section #consumes { h2 { "Consumes" } (interests(page, subscriber)) }
        section #rust {
            h2 { "Rust" }
            (code(Language::RUST, "Subscribe as declared", &snippet::subscriber(site.catalog, subscriber)))
        }
    };
    page.item(List::Subscribers, at, &description, &facts, &rest)
}

/// Whole families as links, single events with their description.
fn interests(page: Page<'_>, subscriber: &SubscriberDef) -> Markup {
    let catalog = page.site.catalog;
    html! {
        ul.events {
            @for interest in &subscriber.interests {
                @match interest {
                    Interest::Everything => li {
                        span.name { a.to href={ (page.root) "index.html" } { "Everything" } }
                        span.when { "all " (counted(catalog.events().len(), "event")) ", including future ones" }
                    },
                    Interest::Family { family, .. } => li {
                        span.name { (page.link(Item::Of(List::Families, family.index()))) }
                        span.when { "the whole family, " (counted(catalog.family(*family).events.len(), "event")) }
                    },
                    Interest::Event { event, .. } => li {
                        span.name { (page.link_in_family(event.index())) }
                        span.when dir="auto" { (plain(&catalog.event(*event).when)) }
                    },
                }
            }
        }
    }
}
