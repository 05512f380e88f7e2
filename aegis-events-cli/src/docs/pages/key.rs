//! The page of a key.

use maud::html;

use aegis_events_catalog::model::FieldType;

use crate::docs::address::{Item, List};
use crate::docs::html::{Page, plain};
use crate::docs::site::Site;
use crate::out::counted;

pub(super) fn key(site: &Site<'_>, at: usize) -> String {
    let page = Page::inner(site);
    let key = &site.catalog.keys()[at];
    let ty = site.catalog.type_def(key.ty);
    let column = site.catalog.sql_column(&FieldType::Named(key.ty));
    let keyed = &site.relations.keyed[at];
    let carried = counted(keyed.len(), "event");
    let description = format!("A key of type {}, carried by {carried}.", ty.name);
    let facts = html! {
        ul.facts {
            li { "of type " (page.link(Item::Of(List::Types, key.ty.index()))) }
            li { "carried by " (carried) }
        }
    };
    let rest = html! {
        section #use {
            h2 { "Use" }
            ul {
                li { "In Rust, " code { "event." (key.name.text) "()" } " is an " code { "Option<" (ty.name.text) ">" } ", and a subscription "
                    code { ".only(" (key.name.text) ")" } " receives only the events of that value." }
                li { "In SQL, the column " code { (key.name.text) } " of " code { "domain_events" } ": "
                    code { (column.postgres) } " in PostgreSQL, " code { (column.sqlite) } " in SQLite, with an index." }
            }
        }
        section #events {
            h2 { "Events" }
            ul.events {
                @for (event, path) in keyed {
                    li {
                        span.name {
                            (page.link_in_family(*event))
                            @if *path != key.name.text { " " span.muted { "from " code { (path) } } }
                        }
                        span.when dir="auto" { (plain(&site.catalog.events()[*event].when)) }
                    }
                }
            }
        }
    };
    page.item(List::Keys, at, &description, &facts, &rest)
}
