//! The history section of an event.

use maud::{Markup, html};

use crate::docs::html::Page;

pub(super) fn section(page: Page<'_>, at: usize) -> Markup {
    let event = &page.site.catalog.events()[at];
    let fields: Vec<_> = event.fields.iter().filter(|field| !field.was.is_empty()).collect();
    html! {
        section #history {
            h2 { "History" }
            ul {
                li { "Its payload is at version " (event.version) "." }
                @if !event.was.is_empty() {
                    li { "Former names: " @for (at, name) in event.was.iter().enumerate() { @if at > 0 { ", " } code { (name.text) } } "." }
                }
                @for field in fields {
                    li {
                        code { (field.name.text) } " was called "
                        @for (at, name) in field.was.iter().enumerate() { @if at > 0 { ", " } code { (name.text) } } "."
                    }
                }
                @if event.deprecated.is_some() { li { "It is deprecated." } }
            }
            @if let Some(history) = &page.site.history {
                @let revisions = history.of_event(&page.site.event_path(at));
                h3 { "Revisions" }
                @if revisions.is_empty() { p.muted { "No change in git." } }
                ol.revisions reversed {
                    @for revision in revisions {
                        li {
                            p { @if !revision.date.is_empty() { time datetime=(revision.date) { (revision.date) } " " } code { (revision.id) } " " span dir="auto" { (revision.subject) } }
                            ul { @for change in &revision.changes { li { (page.line(change)) } } }
                        }
                    }
                }
            }
        }
    }
}
