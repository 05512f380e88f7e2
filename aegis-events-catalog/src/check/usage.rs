//! Unused declarations, which are warnings.
//!
//! A name counts as used even if its use has a problem. If a part could not be read, or a name is misspelt, seemingly unused
//! declarations may be used there, so nothing is reported.

use hashbrown::HashSet;

use crate::declare::{Catalog, Event, FieldType, Fields, Given, List, TypeForm};
use crate::keys;
use crate::model::{Name, Scalar};
use crate::problem::{Code, Problem, Reporter, quoted};

/// Reports everything that is unused.
pub(super) fn usage(catalog: &Catalog, reporter: &mut Reporter) {
    unconsumed_events(catalog, reporter);
    if !catalog.has_all_events() {
        return;
    }
    unused_publishers(catalog, reporter);
    unused_types(catalog, reporter);
    unused_keys(catalog, reporter);
}

fn events(catalog: &Catalog) -> impl Iterator<Item = &Event> {
    catalog.events.items.iter().flat_map(|family| &family.events.items)
}

/// Every publisher may publish at least one event.
fn unused_publishers(catalog: &Catalog, reporter: &mut Reporter) {
    let inheriting = |event: &&Event| matches!(event.published_by, Given::Absent);
    let inheriting: HashSet<&str> =
        events(catalog).filter(inheriting).map(|event| event.family.text.as_str()).collect();
    let families = catalog.families.items.iter().filter(|family| inheriting.contains(family.name.text.as_str()));
    let owners = events(catalog).map(|event| &event.published_by).chain(families.map(|family| &family.published_by));

    let mut used: HashSet<&str> = HashSet::new();
    for owners in owners {
        match owners {
            Given::Absent => {}
            Given::Value(list) if !list.incomplete => used.extend(words(list)),
            Given::Value(_) | Given::Unreadable => return,
        }
    }
    let misspelt = catalog.events.items.iter().any(|it| !catalog.families.knows(&it.family.text));
    if misspelt || used.iter().any(|name| !catalog.publishers.knows(name)) || !catalog.families.is_complete() {
        return;
    }
    for publisher in &catalog.publishers.items {
        let name = &publisher.name;
        if !used.contains(name.text.as_str()) {
            let message = format!("unused publisher {}", quoted(&name.text));
            let help = "list it in `published_by` of a family or an event, or remove it";
            reporter.report(unused(Code::IdlePublisher, name, message, "may not publish any event", help));
        }
    }
}

fn words(list: &List) -> impl Iterator<Item = &str> {
    list.entries.iter().map(|entry| entry.text.as_str())
}

/// If a catalog declares subscribers, one of them consumes each event.
fn unconsumed_events(catalog: &Catalog, reporter: &mut Reporter) {
    if catalog.subscribers.items.is_empty() || !catalog.subscribers.is_complete() {
        return;
    }
    let mut consumed: HashSet<&str> = HashSet::new();
    for subscriber in &catalog.subscribers.items {
        match &subscriber.consumes {
            Some(list) if !list.incomplete && !list.entries.is_empty() => consumed.extend(words(list)),
            _ => return,
        }
    }
    let declared: HashSet<(&str, &str)> = catalog
        .events
        .items
        .iter()
        .flat_map(|it| it.events.known.iter().map(|event| (it.family.text.as_str(), event.as_str())))
        .collect();
    let is_known = |entry: &&str| match entry.split_once('.') {
        Some(path) => declared.contains(&path),
        None => catalog.families.knows(entry),
    };
    if consumed.contains(keys::EVERYTHING) || !consumed.iter().all(is_known) {
        return;
    }
    for event in events(catalog).filter(|event| catalog.families.knows(&event.family.text)) {
        let path = format!("{}.{}", event.family, event.name);
        if !consumed.contains(event.family.text.as_str()) && !consumed.contains(path.as_str()) {
            let message = format!("no subscriber consumes {}", quoted(&path));
            let help = "add it or its family to the `consumes` of a subscriber";
            reporter.report(unused(Code::UnconsumedEvent, &event.name, message, "not consumed", help));
        }
    }
}

/// Every type is used by a key, an event or another type.
fn unused_types(catalog: &Catalog, reporter: &mut Reporter) {
    let mut mentions: Vec<&FieldType> = catalog.keys.items.iter().map(|key| &key.ty).collect();
    for it in &catalog.types.items {
        match &it.form {
            Some(TypeForm::Newtype(is) | TypeForm::Rust { is, .. }) => mentions.push(is),
            Some(TypeForm::Fields(fields)) if fields.lost.is_empty() => mentions.extend(types_of(fields)),
            Some(TypeForm::Values(_)) => {}
            // A part that could not be read may use any type.
            Some(TypeForm::Fields(_)) | None => return,
        }
    }
    for event in events(catalog) {
        mentions.extend(types_of(&event.fields));
    }
    let mut used: HashSet<&str> = HashSet::new();
    for ty in mentions {
        let Some(expr) = &ty.expr else {
            return;
        };
        expr.for_each_name(&mut |name| _ = used.insert(&name.text));
    }
    let lost = events(catalog).any(|event| !event.fields.lost.is_empty());
    let misspelt = used.iter().any(|name| !catalog.types.knows(name));
    if lost || misspelt || !catalog.types.is_complete() || !catalog.keys.is_complete() {
        return;
    }
    for it in &catalog.types.items {
        // A type with the name of a built-in one cannot be used; that is reported elsewhere.
        if !used.contains(it.name.text.as_str()) && Scalar::from_name(&it.name.text).is_none() {
            let message = format!("unused type {}", quoted(&it.name.text));
            let help = "give it to a field or a key, or remove it";
            reporter.report(unused(Code::UnusedType, &it.name, message, "not the type of a field or a key", help));
        }
    }
}

fn types_of(fields: &Fields) -> impl Iterator<Item = &FieldType> {
    fields.sound.iter().map(|field| &field.ty)
}

/// At least one event carries each key.
fn unused_keys(catalog: &Catalog, reporter: &mut Reporter) {
    let mut carried: HashSet<&str> = HashSet::new();
    for event in events(catalog) {
        let aliases = match &event.keys {
            Given::Value(aliases) if !aliases.incomplete => aliases.entries.as_slice(),
            Given::Absent => &[],
            Given::Value(_) | Given::Unreadable => return,
        };
        if event.fields.lost.everything || aliases.iter().any(|alias| !catalog.keys.knows(&alias.key.text)) {
            return;
        }
        carried.extend(aliases.iter().map(|alias| alias.key.text.as_str()));
        carried.extend(event.fields.sound.iter().map(|field| field.name.text.as_str()));
        carried.extend(event.fields.lost.names.iter().map(String::as_str));
    }
    for key in &catalog.keys.items {
        if !carried.contains(key.name.text.as_str()) {
            let message = format!("unused key {}", quoted(&key.name.text));
            let help = "add a field with its name, fill it with `keys` of an event, or remove it";
            reporter.report(unused(Code::UnusedKey, &key.name, message, "no event carries it", help));
        }
    }
}

fn unused(code: Code, name: &Name, message: String, label: &str, help: &str) -> Problem {
    Problem::new(code, name.span.clone(), message).label(label).help(help)
}
