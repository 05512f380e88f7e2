//! Families have events, and every event has publishers, each listed once.

use hashbrown::HashMap;

use crate::declare::{Catalog, Given, List};
use crate::model::{Name, Span};
use crate::problem::{Code, Fix, Owner, Problem, Reporter, quoted};

/// A family has events. Nothing is reported if its events may have been unreadable.
pub(super) fn empty_families(catalog: &Catalog, reporter: &mut Reporter) {
    let events = &catalog.events;
    if events.unreadable || events.items.iter().any(|it| !catalog.families.knows(&it.family.text)) {
        return;
    }
    let with_events: HashMap<&str, bool> = events
        .items
        .iter()
        .map(|it| (it.family.text.as_str(), it.events.unreadable || !it.events.known.is_empty()))
        .collect();
    for family in &catalog.families.items {
        let name = &family.name.text;
        if !with_events.get(name.as_str()).copied().unwrap_or(false) {
            let message = format!("family {} has no events", quoted(name));
            let problem = Problem::new(Code::EmptyFamily, family.name.span.clone(), message)
                .label("no events are declared for it")
                .help(format!("declare one, for example `[events.{name}.{name}Created]`, or remove the family"));
            reporter.report(problem);
        }
    }
}

/// Every event has at least one publisher, its own or its family's. Drops publishers that are listed twice.
pub(super) fn publishers(catalog: &mut Catalog, reporter: &mut Reporter) {
    for family in &mut catalog.families.items {
        each_once(&mut family.published_by, Owner { name: &family.name, noun: "family" }, reporter);
    }
    for (family, events) in catalog.families_with_events() {
        for event in &mut events.items {
            if matches!((&event.published_by, &family.published_by), (Given::Absent, Given::Absent)) {
                reporter.report(without_publisher(&event.name));
            }
            each_once(&mut event.published_by, Owner { name: &event.name, noun: "event" }, reporter);
        }
    }
}

fn without_publisher(event: &Name) -> Problem {
    let message = format!("event {} has no publisher", quoted(&event.text));
    Problem::new(Code::WithoutPublisher, event.span.clone(), message)
        .label("`published_by` is missing here and in the family")
        .help("add `published_by = [\"..\"]` to the event or to its family")
}

fn each_once(publishers: &mut Given<List>, owner: Owner<'_>, reporter: &mut Reporter) {
    let Given::Value(list) = publishers else {
        return;
    };
    if list.entries.is_empty() && !list.incomplete {
        let problem = Problem::new(Code::WithoutPublisher, list.span.clone(), "`published_by` is empty")
            .label("expected at least one publisher")
            .help("list the publishers, or remove `published_by` if the family has one");
        reporter.report(owner.explain(problem));
    }
    let mut listed: HashMap<String, Span> = HashMap::new();
    list.entries.retain(|entry| {
        let Some(first) = listed.get(&entry.text) else {
            listed.insert(entry.text.clone(), entry.span.clone());
            return true;
        };
        let message = format!("publisher {} is listed twice", quoted(&entry.text));
        let problem = Problem::new(Code::DeclaredTwice, entry.span.clone(), message)
            .label("listed again here")
            .context(first, "first listed here")
            .help("remove one of the two")
            .maybe_fix(Some(Fix::RemoveEntry));
        reporter.report(owner.explain(problem));
        false
    });
}
