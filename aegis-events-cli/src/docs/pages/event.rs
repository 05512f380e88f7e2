//! The page of an event.

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{EventDef, FieldDef, FieldType};
use maud::{Markup, html};

use super::{history, sql};
use crate::docs::address::{Item, List};
use crate::docs::example;
use crate::docs::html::{Frame, Language, Page, Section, broken, code, delivery, plain};
use crate::docs::relations::Consumer;
use crate::docs::site::Site;
use crate::docs::snippet;
use crate::payload::default;

pub(in crate::docs) fn event(site: &Site<'_>, at: usize) -> String {
    let page = Page::inner(site);
    let event = &site.catalog.events()[at];
    let family = site.catalog.family(event.family);
    let path = site.event_path(at);
    page.framed(&Frame {
        section: Section::Events,
        title: Some(&path),
        description: &plain(&event.when),
        scripts: &[],
        searches: false,
        main: html! {
            article.with-contents {
                div.content {
                    (page.trail(&[
                        ("index.html".to_owned(), "Events"),
                        (site.addresses.page(Item::Of(List::Families, event.family.index())), &family.name.text),
                    ]))
                    h1.event { (broken(&event.name.text)) }
                    (facts(event))
                    @if let Some(why) = &event.deprecated {
                        p.note.bad dir="auto" { strong { "Deprecated." } " " (page.line(why)) }
                    }
                    p.lede dir="auto" { (page.line(&event.when)) }
                    @if let Some(doc) = &event.doc { div.prose dir="auto" { (page.prose(doc)) } }
                    (flow(page, at))
                    (payload(page, event))
                    (sql::section(page, event))
                    section #rust {
                        h2 { "Rust" }
                        (rust_note(event))
                        (code(Language::RUST, "Publish", &snippet::publish(site.catalog, event)))
                        (code(Language::RUST, "Subscribe", &snippet::subscribe(site.catalog, event)))
                    }
                    section #json {
                        h2 { "JSON" }
                        (code(Language::JSON, "Payload", &example::payload(site.catalog, event).pretty()))
                        (code(Language::JSON, "As a DomainEvent", &example::domain_event(site.catalog, event).pretty()))
                    }
                    (history::section(page, at))
                    (neighbours(page, at))
                }
                (contents(site, at))
            }
        },
    })
}

/// The properties of an event, as badges.
fn facts(event: &EventDef) -> Markup {
    html! {
        ul.facts {
            @if event.deprecated.is_some() { li { span.badge.bad { "deprecated" } } }
            li { "version " (event.version) }
            @match event.time {
                Some(at) => li { "time: " code { (event.fields[at].name.text) } },
                None => li { "time: publish time" },
            }
            @match event.retention {
                Some(retention) => li { "kept for " (crate::docs::text::duration(retention)) },
                None => li { "kept for ever" },
            }
        }
    }
}

/// Publishers and subscribers of the event.
fn flow(page: Page<'_>, at: usize) -> Markup {
    let catalog = page.site.catalog;
    let event = &catalog.events()[at];
    let consumers = &page.site.relations.consumers[at];
    html! {
        section #flow {
            h2 { "Flow" }
            div.flow {
                div.side {
                    h3 { "Published by" }
                    ul {
                        @for publisher in &event.published_by {
                            li.publisher {
                                (page.link(Item::Of(List::Publishers, publisher.index())))
                                @if let Some(doc) = &catalog.publisher(*publisher).doc { p.muted dir="auto" { (page.line(doc)) } }
                            }
                        }
                    }
                }
                div.middle aria-hidden="true" { span { (broken(&event.name.text)) } }
                div.side {
                    h3 { "Consumed by" }
                    @if consumers.is_empty() { p.muted { "No declared subscriber." } }
                    ul { @for consumer in consumers { (consumer_item(page, *consumer)) } }
                }
            }
            p.more { a href={ (page.root) "graph.html#event/" (page.site.event_path(at)) } { "See it in the graph" } }
        }
    }
}

fn consumer_item(page: Page<'_>, consumer: Consumer) -> Markup {
    let subscriber = &page.site.catalog.subscribers()[consumer.subscriber];
    html! {
        li.subscriber {
            (page.link(Item::Of(List::Subscribers, consumer.subscriber))) " " (delivery(subscriber.delivery))
            p.muted dir="auto" {
                "Consumes " (consumer.because.text()) "."
                @if let Some(doc) = &subscriber.doc { " " (page.line(doc)) }
            }
        }
    }
}

fn payload(page: Page<'_>, event: &EventDef) -> Markup {
    let keys: Vec<(&str, usize, bool)> =
        event.keys.iter().map(|it| (it.path[0].field.as_str(), it.key.index(), it.path.len() == 1)).collect();
    let time = event.time.map(|at| event.fields[at].name.text.as_str());
    html! {
        section #fields {
            h2 { "Fields" }
            @if event.fields.is_empty() {
                p.muted { "None." }
            } @else {
                (page.fields(&event.fields, |field| html! {
                    @if time == Some(&field.name.text) { " " span.badge title="When the event happened" { "time" } }
                    @for (_, key, _) in keys.iter().filter(|it| it.0 == field.name.text) {
                        " " a.badge.key href=(page.href(Item::Of(List::Keys, *key))) title={ "Fills the key " (page.site.catalog.keys()[*key].name.text) } { "key" }
                    }
                }))
            }
        }
    }
}

impl Page<'_> {
    /// A table of fields of an event or record. `marks` adds badges.
    pub(super) fn fields(self, fields: &[FieldDef], marks: impl Fn(&FieldDef) -> Markup) -> Markup {
        html! {
            div.scroll {
                table.fields {
                    thead { tr { th scope="col" { "Field" } th scope="col" { "Type" } th scope="col" { "Description" } } }
                    tbody {
                        @for field in fields {
                            tr id={ "field-" (field.name.text) } {
                                th scope="row" {
                                    code { (broken(&field.name.text)) }
                                    (marks(field))
                                    @if field.sensitive { " " span.badge.secret title="Redacted everywhere except in the history" { "sensitive" } }
                                }
                                td { (self.ty(&field.ty)) @if self.is_optional(field) { " " span.badge { "optional" } } }
                                td dir="auto" { (self.description(field)) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn is_optional(self, field: &FieldDef) -> bool {
        self.site.catalog.sql_column(&field.ty).nullable
    }

    /// The documentation of the field or of its type, and the rules for older rows.
    fn description(self, field: &FieldDef) -> Markup {
        html! {
            @match &field.doc {
                Some(doc) => { (self.prose(doc)) },
                None => @if let Some(doc) = doc_of_type(self.site.catalog, &field.ty) { p.muted { (self.line(doc)) } },
            }
            @if let Some(default) = default(self.site.catalog, field) {
                p.older { "Default for older rows: " code { (default.short()) } }
            }
            @if !field.was.is_empty() {
                p.older { "Formerly " @for (at, name) in field.was.iter().enumerate() { @if at > 0 { ", " } code { (name.text) } } }
            }
        }
    }
}

fn doc_of_type<'a>(catalog: &'a CheckedCatalog, ty: &FieldType) -> Option<&'a str> {
    match ty {
        FieldType::Named(index) => catalog.type_def(*index).doc.as_deref(),
        FieldType::Option(inner) => doc_of_type(catalog, inner),
        _ => None,
    }
}

fn rust_note(event: &EventDef) -> Markup {
    html! {
        @if let Some(path) = &event.rust {
            p { "The struct is written by hand: " code { (path.text) } ", relative to the module of " code { "DomainEvent" } "." }
        }
    }
}

/// Links to the previous and next event in catalog order.
fn neighbours(page: Page<'_>, at: usize) -> Markup {
    let events = page.site.catalog.events().len();
    html! {
        nav.neighbours aria-label="Neighbours" {
            @if let Some(before) = at.checked_sub(1) {
                a.before rel="prev" href=(page.href(Item::Event(before))) { span { "Previous" } (page.site.event_path(before)) }
            }
            @if at + 1 < events {
                a.after rel="next" href=(page.href(Item::Event(at + 1))) { span { "Next" } (page.site.event_path(at + 1)) }
            }
        }
    }
}

fn contents(site: &Site<'_>, at: usize) -> Markup {
    let markdown = site.addresses.markdown(at);
    html! {
        nav.contents aria-label="On this page" {
            h2 { "On this page" }
            ul {
                @for (id, title) in [("flow", "Flow"), ("fields", "Fields"), ("sql", "SQL"), ("rust", "Rust"), ("json", "JSON"), ("history", "History")] {
                    li { a href={ "#" (id) } { (title) } }
                }
            }
            p { a href={ "../" (markdown) } { "As Markdown" } }
        }
    }
}
