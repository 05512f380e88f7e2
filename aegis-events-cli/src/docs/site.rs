//! The site as a whole: what all pages know, and the list of all files.

use std::collections::HashMap;

use aegis_events_catalog::CheckedCatalog;

use super::address::{Addresses, Item, List, length, names};
use super::folder::Folder;
use super::history::History;
use super::relations::Relations;
use super::visible::visible;
use super::{assets, pages, text};
use crate::out::Failure;

/// What all pages know.
pub(super) struct Site<'a> {
    pub(super) catalog: &'a CheckedCatalog,
    pub(super) addresses: Addresses,
    pub(super) relations: Relations<'a>,
    pub(super) history: Option<History>,
    mentions: HashMap<String, Option<Item>>,
}

impl<'a> Site<'a> {
    pub(super) fn of(catalog: &'a CheckedCatalog, history: Option<History>) -> Self {
        Self {
            catalog,
            addresses: Addresses::of(catalog),
            relations: Relations::of(catalog),
            history,
            mentions: mentions(catalog),
        }
    }

    /// What a name in somebody's prose speaks of, if that is one thing.
    pub(super) fn mentioned(&self, name: &str) -> Option<Item> {
        self.mentions.get(name).copied().flatten()
    }

    /// `Volume.VolumeCreated`
    pub(super) fn event_path(&self, event: usize) -> String {
        self.catalog.event_path(&self.catalog.events()[event])
    }

    /// What the catalog says of something; of a key, what it says of its type.
    pub(super) fn doc(&self, list: List, at: usize) -> Option<&'a str> {
        let doc = match list {
            List::Families => &self.catalog.families()[at].doc,
            List::Publishers => &self.catalog.publishers()[at].doc,
            List::Subscribers => &self.catalog.subscribers()[at].doc,
            List::Keys => &self.catalog.type_def(self.catalog.keys()[at].ty).doc,
            List::Types => &self.catalog.types()[at].doc,
        };
        doc.as_deref()
    }

    /// Writes all files, one after another, and counts the pages.
    pub(super) fn write(&self, folder: &Folder) -> Result<usize, Failure> {
        let mut pages = 0;
        let mut page = |path: &str, html: String| {
            pages += 1;
            folder.write(path, visible(&html).as_bytes())
        };
        page("index.html", pages::home(self))?;
        page("graph.html", pages::graph(self))?;
        for event in 0..self.catalog.events().len() {
            page(&self.addresses.page(Item::Event(event)), pages::event(self, event))?;
            folder.write(&self.addresses.markdown(event), visible(&text::event(self, event)).as_bytes())?;
        }
        for list in List::ALL {
            page(&self.addresses.list(list), pages::list(self, list))?;
            for at in 0..length(self.catalog, list) {
                page(&self.addresses.page(Item::Of(list, at)), pages::of(self, list, at))?;
            }
        }
        for (path, content) in assets::FILES {
            folder.write(path, content.as_bytes())?;
        }
        folder.write("assets/catalog.js", assets::catalog(self)?.as_bytes())?;
        folder.write("catalog.json", text::catalog(self)?.as_bytes())?;
        folder.write("llms.txt", visible(&text::llms(self)).as_bytes())?;
        Ok(pages)
    }
}

/// Names of the catalog as prose has them. One that several things have is told by none of them, except that events are known with
/// their families too.
fn mentions(catalog: &CheckedCatalog) -> HashMap<String, Option<Item>> {
    let mut mentions = HashMap::new();
    let mut add = |name: String, item| {
        mentions.entry(name).and_modify(|it| *it = None).or_insert(Some(item));
    };
    for (at, event) in catalog.events().iter().enumerate() {
        add(event.name.text.clone(), Item::Event(at));
        add(catalog.event_path(event), Item::Event(at));
    }
    for list in List::ALL {
        for (at, name) in names(catalog, list).enumerate() {
            add(name.to_owned(), Item::Of(list, at));
        }
    }
    mentions
}
