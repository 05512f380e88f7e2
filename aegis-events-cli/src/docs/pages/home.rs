//! The home page: description, search, filters, events by family.
//!
//! The list of events works without scripts; with them, the search replaces it by its results.

use maud::{Markup, html};

use crate::docs::address::{Item, List, length, names};
use crate::docs::html::{Frame, Page, Section, plain};
use crate::docs::site::Site;
use crate::out::counted;

pub(in crate::docs) fn home(site: &Site<'_>) -> String {
    let page = Page::top(site);
    let catalog = site.catalog;
    let events = counted(catalog.events().len(), "event");
    let description = catalog.doc().map_or_else(|| format!("{events} of {}", catalog.name()), plain);
    page.framed(&Frame {
        section: Section::Events,
        title: None,
        description: &description,
        scripts: &["catalog.js", "home.js"],
        searches: true,
        main: html! {
            div.intro {
                h1 { (catalog.name()) }
                @if let Some(doc) = catalog.doc() { div.prose dir="auto" { (page.prose(doc)) } }
                ul.counts {
                    li { strong { (catalog.events().len()) } " " (noun(&events)) }
                    @for list in List::ALL {
                        @let number = length(catalog, list);
                        @if number > 0 {
                            li { a href=(site.addresses.list(list)) { strong { (number) } " " (noun(&counted(number, list.noun()))) } }
                        }
                    }
                    li { a href="graph.html" { "Graph" } }
                }
            }
            (finder(site))
            (families(page))
        },
    })
}

/// `12 events` without the number.
fn noun(counted: &str) -> &str {
    counted.split_once(' ').map_or(counted, |(_, noun)| noun)
}

fn finder(site: &Site<'_>) -> Markup {
    html! {
        form #finder.finder role="search" aria-label="Events" hidden {
            div.query {
                label.unseen for="query" { "Search names, descriptions and fields" }
                input #query type="search" placeholder="Search names, descriptions, fields" autocomplete="off" spellcheck="false" aria-describedby="hint";
                kbd aria-hidden="true" { "/" }
            }
            div.filters {
                @for list in [List::Families, List::Publishers, List::Subscribers, List::Keys] {
                    (filter(site, list))
                }
                label.filter {
                    span { "Deprecated" }
                    select name="deprecated" {
                        option value="" { "Shown" }
                        option value="hide" { "Hidden" }
                        option value="only" { "Only these" }
                    }
                }
                button.plain type="reset" hidden { "Clear" }
            }
            p #hint.hint { kbd { "↓" } " " kbd { "↑" } " move, " kbd { "Enter" } " opens, " kbd { "Esc" } " clears" }
        }
        section #found.found aria-label="Found" hidden {
            p #count.count role="status" {}
            ul #others.others {}
            ul #results.events {}
            button #more.plain type="button" hidden { "Show all" }
        }
    }
}

/// A select box. Values are indices in the catalog's list.
fn filter(site: &Site<'_>, list: List) -> Markup {
    html! {
        label.filter {
            span { (capital(list.noun())) }
            select name=(list.noun()) {
                option value="" { "Any" }
                @for name in names(site.catalog, list) { option value=(name) { (name) } }
                @if list == List::Subscribers { option value="-" { "None" } }
            }
        }
    }
}

fn capital(noun: &str) -> String {
    let (first, rest) = noun.split_at(1);
    first.to_ascii_uppercase() + rest
}

fn families(page: Page<'_>) -> Markup {
    let catalog = page.site.catalog;
    html! {
        div #families.families {
            @for (at, family) in catalog.families().iter().enumerate() {
                section aria-labelledby={ "family-" (family.name.text) } {
                    header {
                        h2 id={ "family-" (family.name.text) } { (page.link(Item::Of(List::Families, at))) }
                        span.muted { (counted(family.events.len(), "event")) }
                        @if let Some(doc) = &family.doc { p.muted dir="auto" { (page.line(doc)) } }
                    }
                    (page.events(family.events.clone()))
                }
            }
            @if catalog.events().is_empty() { p.muted { "The catalog declares no events." } }
        }
    }
}
