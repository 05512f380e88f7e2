//! The changes of each event in git: the revisions of the catalog's file, and what changed.

use std::collections::{HashMap, HashSet};

use aegis_events_catalog::diff::{self, Change, Rule};
use aegis_events_catalog::{CheckedCatalog, Source, read, read_bytes};

use crate::input::{Contents, revisions};
use crate::out::Failure;

/// Shown in place of a commit for uncommitted changes.
const UNCOMMITTED: &str = "not committed";

/// The histories of all events.
pub(super) struct History {
    of_events: HashMap<String, Vec<Revision>>,
}

/// A revision in which an event changed.
pub(super) struct Revision {
    /// The abbreviated commit id.
    pub(super) id: String,
    /// The date, `2026-01-31`; empty for uncommitted changes.
    pub(super) date: String,
    /// The first line of the commit message.
    pub(super) subject: String,
    /// The changes, one line of Markdown each.
    pub(super) changes: Vec<String>,
}

impl History {
    /// Read the history of a catalog's file. A revision with errors is skipped; its changes appear at the next valid
    /// revision.
    pub(super) fn of(catalog: &CheckedCatalog) -> Result<Self, Failure> {
        let path = catalog.source().path();
        let revisions = revisions(path)?;
        let mut contents = Contents::of(path)?;
        let mut history = Self { of_events: HashMap::new() };
        let mut last = read(Source::new(path, "")).catalog;
        for it in &revisions {
            let Some(content) = contents.at(it)? else { continue };
            let reading = read_bytes(path, &content);
            if reading.has_errors() {
                continue;
            }
            let mut writer = RevisionWriter { id: &it.id, date: &it.date, subject: &it.subject, history: &mut history };
            writer.all(&last, &reading.catalog);
            last = reading.catalog;
        }
        RevisionWriter { id: UNCOMMITTED, date: "", subject: "", history: &mut history }.all(&last, catalog);
        // Newest first.
        history.of_events.values_mut().for_each(|revisions| revisions.reverse());
        Ok(history)
    }

    /// The revisions of an event, `Volume.VolumeCreated`, newest first.
    pub(super) fn of_event(&self, path: &str) -> &[Revision] {
        self.of_events.get(path).map_or(&[], Vec::as_slice)
    }
}

/// The revision that is being added.
struct RevisionWriter<'a> {
    id: &'a str,
    date: &'a str,
    subject: &'a str,
    history: &'a mut History,
}

impl RevisionWriter<'_> {
    fn all(&mut self, old: &CheckedCatalog, new: &CheckedCatalog) {
        let changes = diff::compare(old, new);
        self.follow(&changes);
        let added = added_events(&changes, new);
        for event in &added {
            self.add(event, format!("`{event}` is new"));
        }
        for change in &changes {
            let mut parts = change.item().split('.');
            let lines: &[String] = match (parts.next(), parts.next()) {
                (Some("types"), _) => change.users(),
                (Some("keys" | "publishers" | "subscribers"), _) => &[],
                (Some(family), Some(event)) => &[format!("{family}.{event}")],
                _ => &[],
            };
            // A new item has no further changes.
            for event in lines.iter().filter(|event| !added.contains(*event)) {
                self.add(event, message(change));
            }
        }
    }

    /// Keep the history of renamed events and families.
    fn follow(&mut self, changes: &[Change]) {
        for change in changes {
            let Some(was) = change.was() else { continue };
            let is = change.item();
            match change.rule() {
                Rule::FamilyRenamed => {
                    self.rename(|path| Some(format!("{is}.{}", path.strip_prefix(was)?.strip_prefix('.')?)))
                }
                Rule::EventMoved => self.rename(|path| (path == was).then(|| is.to_owned())),
                Rule::EventRenamed => {
                    let family = is.split('.').next().unwrap_or_default();
                    self.rename(|path| (path.split_once('.') == Some((family, was))).then(|| is.to_owned()));
                }
                _ => {}
            }
        }
    }

    /// Rename histories.
    fn rename(&mut self, name: impl Fn(&str) -> Option<String>) {
        let pasts = &mut self.history.of_events;
        let moves: Vec<(String, String)> = pasts.keys().filter_map(|path| Some((path.clone(), name(path)?))).collect();
        let moved: Vec<_> = moves.into_iter().filter_map(|(from, to)| Some((to, pasts.remove(&from)?))).collect();
        // A removed item with the new name loses its history.
        pasts.extend(moved);
    }

    fn add(&mut self, event: &str, change: String) {
        let revisions = self.history.of_events.entry(event.to_owned()).or_default();
        if revisions.last().is_none_or(|last| last.id != self.id) {
            revisions.push(Revision {
                id: self.id.to_owned(),
                date: self.date.to_owned(),
                subject: self.subject.to_owned(),
                changes: Vec::new(),
            });
        }
        if let Some(last) = revisions.last_mut() {
            last.changes.push(change);
        }
    }
}

/// The new events, except those of new families.
fn added_events(changes: &[Change], new: &CheckedCatalog) -> HashSet<String> {
    let with =
        |rule| -> HashSet<&str> { changes.iter().filter(|change| change.rule() == rule).map(Change::item).collect() };
    let (families, events) = (with(Rule::FamilyAdded), with(Rule::EventAdded));
    let all = new.events().iter();
    let paths = all.map(|event| (new.family(event.family).name.text.as_str(), new.event_path(event)));
    paths
        .filter(|(family, path)| families.contains(family) || events.contains(path.as_str()))
        .map(|(_, path)| path)
        .collect()
}

/// The text of a change, without values of defaults, which can be sensitive.
fn message(change: &Change) -> String {
    let item = change.item();
    match change.rule() {
        Rule::FieldAddedWithDefault => {
            format!("`{item}` is new: `{}`, with a default", change.is().unwrap_or_default())
        }
        Rule::DefaultAdded => format!("`{item}` has a default now"),
        Rule::DefaultChanged => format!("`{item}` has another default"),
        Rule::DefaultRemoved => format!("`{item}` no longer has a default"),
        _ => change.message().to_owned(),
    }
}
