//! The data that all pages share.

use std::collections::HashMap;

use aegis_events_catalog::CheckedCatalog;

use super::address::{Addresses, Item, List, names};
use super::history::History;
use super::relations::Relations;

/// The data that all pages share.
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

    /// The item that a name in prose refers to, if it is unambiguous.
    pub(super) fn mentioned(&self, name: &str) -> Option<Item> {
        self.mentions.get(name).copied().flatten()
    }

    /// `Volume.VolumeCreated`
    pub(super) fn event_path(&self, event: usize) -> String {
        self.catalog.event_path(&self.catalog.events()[event])
    }

    /// The documentation of an item; for a key, that of its type.
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
}

/// Names in prose. Ambiguous names refer to nothing, but events can be named with their family.
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
