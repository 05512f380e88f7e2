//! Addresses of pages: file names that are unique on case-insensitive file systems, and short enough for all of them.

use std::collections::HashSet;

use aegis_events_catalog::CheckedCatalog;

/// Longer names are cut: file systems allow 255 bytes, and names of a catalog have no limit.
const LONGEST: usize = 100;

/// A list of the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum List {
    Families,
    Publishers,
    Subscribers,
    Keys,
    Types,
}

impl List {
    pub(super) const ALL: [List; 5] = [List::Families, List::Publishers, List::Subscribers, List::Keys, List::Types];

    /// The heading.
    pub(super) fn title(self) -> &'static str {
        match self {
            List::Families => "Families",
            List::Publishers => "Publishers",
            List::Subscribers => "Subscribers",
            List::Keys => "Keys",
            List::Types => "Types",
        }
    }

    /// The noun for one item.
    pub(super) fn noun(self) -> &'static str {
        match self {
            List::Families => "family",
            List::Publishers => "publisher",
            List::Subscribers => "subscriber",
            List::Keys => "key",
            List::Types => "type",
        }
    }

    /// The folder of its pages.
    fn folder(self) -> String {
        self.title().to_ascii_lowercase()
    }
}

/// An item with a page, by its index in the catalog's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Item {
    Event(usize),
    Of(List, usize),
}

/// The paths of all pages, relative to the site's root, without extension.
pub(super) struct Addresses {
    events: Vec<String>,
    lists: [Vec<String>; 5],
}

impl Addresses {
    pub(super) fn of(catalog: &CheckedCatalog) -> Self {
        let events = catalog.events().iter().map(|it| catalog.event_path(it));
        Self {
            events: unique("events", events),
            lists: List::ALL.map(|list| unique(&list.folder(), names(catalog, list).map(str::to_owned))),
        }
    }

    /// The path of a page, relative to the site's root.
    pub(super) fn page(&self, item: Item) -> String {
        format!("{}.html", self.stem(item))
    }

    /// The path of an event's Markdown page, relative to the site's root.
    pub(super) fn markdown(&self, event: usize) -> String {
        format!("{}.md", self.events[event])
    }

    /// The path of a list's page, relative to the site's root.
    pub(super) fn list(&self, list: List) -> String {
        format!("{}.html", list.folder())
    }

    fn stem(&self, item: Item) -> &str {
        match item {
            Item::Event(at) => &self.events[at],
            Item::Of(list, at) => &self.lists[list as usize][at],
        }
    }
}

/// The names in a list.
pub(super) fn names(catalog: &CheckedCatalog, list: List) -> impl Iterator<Item = &str> {
    (0..length(catalog, list)).map(move |at| name(catalog, list, at))
}

/// The length of a list.
pub(super) fn length(catalog: &CheckedCatalog, list: List) -> usize {
    match list {
        List::Families => catalog.families().len(),
        List::Publishers => catalog.publishers().len(),
        List::Subscribers => catalog.subscribers().len(),
        List::Keys => catalog.keys().len(),
        List::Types => catalog.types().len(),
    }
}

/// The name of an item.
pub(super) fn name(catalog: &CheckedCatalog, list: List, at: usize) -> &str {
    let name = match list {
        List::Families => &catalog.families()[at].name,
        List::Publishers => &catalog.publishers()[at].name,
        List::Subscribers => &catalog.subscribers()[at].name,
        List::Keys => &catalog.keys()[at].name,
        List::Types => &catalog.types()[at].name,
    };
    &name.text
}

/// File names in a folder. Names are ASCII; the second of two equal names gets a number, which no name can end with.
fn unique(folder: &str, names: impl Iterator<Item = String>) -> Vec<String> {
    let mut taken = HashSet::new();
    names
        .map(|mut name| {
            name.truncate(LONGEST);
            let mut file = name.clone();
            let mut number = 1;
            while !taken.insert(file.to_ascii_lowercase()) {
                number += 1;
                file = format!("{name}-{number}");
            }
            format!("{folder}/{file}")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_would_be_one_file_get_numbers() {
        let names = ["HTTPGate", "HttpGate", "Httpgate", "Other"].map(str::to_owned);
        let files = unique("types", names.into_iter());
        assert_eq!(files, ["types/HTTPGate", "types/HttpGate-2", "types/Httpgate-3", "types/Other"]);
    }

    #[test]
    fn names_that_are_too_long_are_cut_and_stay_apart() {
        let files = unique("types", [1, 2].map(|at| format!("{}{at}", "A".repeat(300))).into_iter());
        assert_eq!(files[0].len(), "types/".len() + LONGEST);
        assert_ne!(files[0], files[1]);
    }
}
