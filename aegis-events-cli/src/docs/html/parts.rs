//! Small parts of pages: links, badges, types, lists of events.

use aegis_events_catalog::model::{Delivery, EventDef, FieldType};
use maud::{Markup, html};

use super::markdown::plain;
use super::page::Page;
use crate::docs::address::{Item, List, name};

impl Page<'_> {
    /// The relative path to an item's page.
    pub(in crate::docs) fn href(self, item: Item) -> String {
        format!("{}{}", self.root, self.site.addresses.page(item))
    }

    /// A link with the name of an item.
    pub(in crate::docs) fn link(self, item: Item) -> Markup {
        let name = match item {
            Item::Event(at) => self.site.catalog.events()[at].name.text.as_str(),
            Item::Of(list, at) => name(self.site.catalog, list, at),
        };
        self.link_as(item, name)
    }

    /// A link with the name of an event, after that of its family.
    pub(in crate::docs) fn link_in_family(self, event: usize) -> Markup {
        let family = self.site.catalog.events()[event].family;
        html! { span.family { (self.site.catalog.family(family).name.text) "." } (self.link(Item::Event(event))) }
    }

    /// A link with another text.
    pub(in crate::docs) fn link_as(self, item: Item, text: &str) -> Markup {
        let class = match item {
            Item::Event(_) => "to event",
            Item::Of(List::Publishers, _) => "to publisher",
            Item::Of(List::Subscribers, _) => "to subscriber",
            Item::Of(..) => "to",
        };
        html! { a class=(class) href=(self.href(item)) { (broken(text)) } }
    }

    /// A type as written, with links.
    pub(in crate::docs) fn ty(self, ty: &FieldType) -> Markup {
        html! { code.type { (self.ty_text(ty)) } }
    }

    fn ty_text(self, ty: &FieldType) -> Markup {
        html! {
            @match ty {
                FieldType::Scalar(scalar) => { (scalar.name()) },
                FieldType::Named(index) => { (self.link(Item::Of(List::Types, index.index()))) },
                FieldType::Option(inner) => { "Option<" (self.ty_text(inner)) ">" },
                FieldType::Vec(inner) => { "Vec<" (self.ty_text(inner)) ">" },
                FieldType::Map(inner) => { "Map<" (self.ty_text(inner)) ">" },
                FieldType::Pair(first, second) => { "(" (self.ty_text(first)) ", " (self.ty_text(second)) ")" },
            }
        }
    }

    /// The breadcrumbs of a page.
    pub(in crate::docs) fn trail(self, steps: &[(String, &str)]) -> Markup {
        html! {
            nav.trail aria-label="Place" {
                ol { @for (href, text) in steps { li { a href={ (self.root) (href) } { (text) } } } }
            }
        }
    }

    /// A list of events: name, description, badges.
    pub(in crate::docs) fn events(self, events: impl Iterator<Item = usize>) -> Markup {
        html! {
            ul.events {
                @for at in events {
                    @let event = &self.site.catalog.events()[at];
                    li {
                        span.name {
                            (self.link(Item::Event(at)))
                            (marks(event))
                        }
                        span.when dir="auto" { (plain(&event.when)) }
                    }
                }
            }
        }
    }
}

/// The badges of an event.
fn marks(event: &EventDef) -> Markup {
    html! {
        @if event.deprecated.is_some() { " " span.badge.bad { "deprecated" } }
    }
}

/// The delivery class of a subscriber.
pub(in crate::docs) fn delivery(delivery: Delivery) -> Markup {
    html! { span class={ "badge " (delivery.name()) } title=(delivery_meaning(delivery)) { (delivery.name()) } }
}

/// The meaning of a delivery class.
pub(in crate::docs) fn delivery_meaning(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Live => "From a ring: a slow subscriber loses the oldest events, and their number is reported.",
        Delivery::Lossless => "From a bounded queue: no event is lost, publishers get back pressure.",
        Delivery::Durable => "From the recorded history: at least once, in order, across restarts.",
    }
}

/// A name with line break opportunities between its words.
pub(in crate::docs) fn broken(name: &str) -> Markup {
    html! {
        @for (at, part) in parts(name).enumerate() {
            @if at > 0 { wbr; }
            (part)
        }
    }
}

/// `VolumeQuotaExceeded` → `Volume`, `Quota`, `Exceeded`; `volume_id` → `volume_`, `id`.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let bytes = rest.as_bytes();
        let is_start = |at: usize| match bytes[at - 1] {
            b'_' | b'.' => true,
            before => bytes[at].is_ascii_uppercase() && before.is_ascii_lowercase(),
        };
        let end = (1..bytes.len()).find(|&at| rest.is_char_boundary(at) && is_start(at)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        rest = after;
        Some(part)
    })
}
