//! What git knows of each event's past: the revisions of the catalog's file in which it changed, and what changed.

use std::collections::{HashMap, HashSet};

use aegis_events_catalog::diff::{self, Change, Rule};
use aegis_events_catalog::{CheckedCatalog, Source, read, read_bytes};

use crate::input::{Contents, revisions};
use crate::out::Failure;

/// What stands in place of a commit where the file has changes that are in none.
const UNCOMMITTED: &str = "not committed";

/// The pasts of all events.
pub(super) struct History {
    of_events: HashMap<String, Vec<Revision>>,
}

/// A revision in which an event changed.
pub(super) struct Revision {
    /// The commit, shortened.
    pub(super) id: String,
    /// The day, `2026-01-31`; empty where there is no commit yet.
    pub(super) date: String,
    /// The first line of its message.
    pub(super) subject: String,
    /// What changed, each in a line of Markdown.
    pub(super) changes: Vec<String>,
}

impl History {
    /// Of a catalog that was read from a file. Revisions in which the catalog had errors are passed over: what changed in them is told
    /// at the next one without.
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
            let mut told = Told { id: &it.id, date: &it.date, subject: &it.subject, history: &mut history };
            told.all(&last, &reading.catalog);
            last = reading.catalog;
        }
        Told { id: UNCOMMITTED, date: "", subject: "", history: &mut history }.all(&last, catalog);
        // The latest first.
        history.of_events.values_mut().for_each(|revisions| revisions.reverse());
        Ok(history)
    }

    /// The revisions in which an event changed, `Volume.VolumeCreated`, the latest first.
    pub(super) fn of_event(&self, path: &str) -> &[Revision] {
        self.of_events.get(path).map_or(&[], Vec::as_slice)
    }
}

/// One revision that is being told.
struct Told<'a> {
    id: &'a str,
    date: &'a str,
    subject: &'a str,
    history: &'a mut History,
}

impl Told<'_> {
    fn all(&mut self, old: &CheckedCatalog, new: &CheckedCatalog) {
        let changes = diff::compare(old, new);
        self.follow(&changes);
        let added = added_events(&changes, new);
        for event in &added {
            self.tell(event, format!("`{event}` is new"));
        }
        for change in &changes {
            let mut parts = change.item().split('.');
            let told: &[String] = match (parts.next(), parts.next()) {
                (Some("types"), _) => change.users(),
                (Some("keys" | "publishers" | "subscribers"), _) => &[],
                (Some(family), Some(event)) => &[format!("{family}.{event}")],
                _ => &[],
            };
            // Of what is new there is no more to say.
            for event in told.iter().filter(|event| !added.contains(*event)) {
                self.tell(event, message(change));
            }
        }
    }

    /// An event that has another name now, or whose family has, keeps its past.
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

    /// Gives pasts to other names.
    fn rename(&mut self, name: impl Fn(&str) -> Option<String>) {
        let pasts = &mut self.history.of_events;
        let moves: Vec<(String, String)> = pasts.keys().filter_map(|path| Some((path.clone(), name(path)?))).collect();
        let moved: Vec<_> = moves.into_iter().filter_map(|(from, to)| Some((to, pasts.remove(&from)?))).collect();
        // What had the name before and is gone makes place.
        pasts.extend(moved);
    }

    fn tell(&mut self, event: &str, change: String) {
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

/// The events that are new; those of a family that is new are not told one by one.
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

/// What a change is, without the values of defaults: they may be those of sensitive fields.
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
