//! The pages, each a complete HTML document.

mod event;
mod family;
mod graph;
mod history;
mod home;
mod key;
mod list;
mod publisher;
mod sql;
mod subscriber;
mod ty;

use maud::{Markup, html};

use super::address::{List, name};
use super::html::{Frame, Page, Section, broken};
use super::site::Site;

pub(super) use event::event;
pub(super) use graph::graph;
pub(super) use home::home;
pub(super) use list::list;

/// The page of an item of a list.
pub(super) fn of(site: &Site<'_>, list: List, at: usize) -> String {
    match list {
        List::Families => family::family(site, at),
        List::Publishers => publisher::publisher(site, at),
        List::Subscribers => subscriber::subscriber(site, at),
        List::Keys => key::key(site, at),
        List::Types => ty::ty(site, at),
    }
}

impl Page<'_> {
    /// The page of an item of a list: its name, facts and documentation, then the rest. `description` is plain text.
    fn item(self, list: List, at: usize, description: &str, facts: &Markup, rest: &Markup) -> String {
        let name = name(self.site.catalog, list, at);
        // The list's noun is also the item's colour, and its kind in the graph.
        let coloured = matches!(list, List::Publishers | List::Subscribers).then(|| list.noun());
        let is_in_graph = matches!(list, List::Families | List::Publishers | List::Subscribers);
        self.framed(&Frame {
            section: Section::Of(list),
            title: Some(name),
            description,
            scripts: &[],
            searches: false,
            main: html! {
                article.content {
                    (self.trail(&[(self.site.addresses.list(list), list.title())]))
                    h1 class=[coloured] { (broken(name)) }
                    (facts)
                    @if let Some(doc) = self.site.doc(list, at) { div.prose dir="auto" { (self.prose(doc)) } }
                    (rest)
                    @if is_in_graph {
                        p.more { a href={ (self.root) "graph.html#" (list.noun()) "/" (name) } { "See it in the graph" } }
                    }
                }
            },
        })
    }
}
