//! All partners of two catalogs: families, events, fields, types, keys, publishers, subscribers.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::matching::Matching;
use crate::model::{CheckedCatalog, EventDef, FieldDef, FieldType, SubscriberDef, TypeShape};

/// The partners of all items.
pub(super) struct Pairs {
    pub(super) families: Matching,
    pub(super) events: Matching,
    /// Old events that a new event reads by `was` in addition to its partner, as old and new place.
    pub(super) merged: Vec<(usize, usize)>,
    pub(super) types: Matching,
    pub(super) keys: Matching,
    pub(super) publishers: Matching,
    pub(super) subscribers: Matching,
}

impl Pairs {
    pub(super) fn of(old: &CheckedCatalog, new: &CheckedCatalog) -> Self {
        let mut families = Matching::by_name(&old.families, &new.families, |it| &it.name.text);
        families.link_unique(|at| event_names(old, at), |at| event_names(new, at));
        let (events, merged) = events(old, new, &families);
        let types = types(old, new, &events);
        let keys = keys(old, new, &types);
        let publishers = publishers(old, new, &events);
        let mut subscribers = Matching::by_name(&old.subscribers, &new.subscribers, |it| &it.name.text);
        subscribers.link_unique(
            |at| consumed_as(old, &old.subscribers[at], |event| events.new_of(event)),
            |at| consumed_as(new, &new.subscribers[at], Some),
        );
        Self { families, events, merged, types, keys, publishers, subscribers }
    }
}

/// The names of its events identify a renamed family.
fn event_names(catalog: &CheckedCatalog, family: usize) -> Option<BTreeSet<&str>> {
    let events = &catalog.events[catalog.families[family].events.clone()];
    Some(events.iter().map(|it| it.name.text.as_str()).collect())
}

/// Events by name, then by `was`, then by name across families.
fn events(old: &CheckedCatalog, new: &CheckedCatalog, families: &Matching) -> (Matching, Vec<(usize, usize)>) {
    let old_places: HashMap<(usize, &str), usize> =
        old.events.iter().enumerate().map(|(at, it)| ((it.family.0, it.name.text.as_str()), at)).collect();
    let mut events = Matching::none(old.events.len(), new.events.len());
    let find = |family: usize, name: &str| Some(*old_places.get(&(families.old_of(family)?, name))?);
    for (at, event) in new.events.iter().enumerate() {
        if let Some(partner) = find(event.family.0, &event.name.text) {
            events.link(partner, at);
        }
    }
    let mut merged = Vec::new();
    for (at, event) in new.events.iter().enumerate() {
        for name in &event.was {
            match find(event.family.0, &name.text) {
                Some(former) if events.new_of(former).is_some() => {}
                Some(former) if events.old_of(at).is_none() => events.link(former, at),
                Some(former) => merged.push((former, at)),
                None => {}
            }
        }
    }
    let is_merged: HashSet<usize> = merged.iter().map(|(former, _)| *former).collect();
    events.link_unique(
        |at| (!is_merged.contains(&at)).then(|| old.events[at].name.text.as_str()),
        |at| Some(new.events[at].name.text.as_str()),
    );
    (events, merged)
}

/// The fields of two records.
pub(super) struct FieldPairs {
    pub(super) fields: Matching,
    /// Old fields that a new field claims by `was` in addition to its partner, as old and new place.
    pub(super) merged: Vec<(usize, usize)>,
}

impl FieldPairs {
    pub(super) fn of(old: &[FieldDef], new: &[FieldDef]) -> Self {
        let mut fields = Matching::by_name(old, new, |it| &it.name.text);
        let mut merged = Vec::new();
        if new.iter().any(|field| !field.was.is_empty()) {
            let places: HashMap<&str, usize> =
                old.iter().enumerate().map(|(at, it)| (it.name.text.as_str(), at)).collect();
            for (at, field) in new.iter().enumerate() {
                for former in field.was.iter().filter_map(|name| places.get(name.text.as_str()).copied()) {
                    match (fields.new_of(former), fields.old_of(at)) {
                        (Some(_), _) => {}
                        (None, None) => fields.link(former, at),
                        (None, Some(_)) => merged.push((former, at)),
                    }
                }
            }
        }
        Self { fields, merged }
    }

    /// Old fields that no field of the new record comes from.
    pub(super) fn deleted(&self) -> Vec<usize> {
        let merged: HashSet<usize> = self.merged.iter().map(|(former, _)| *former).collect();
        self.fields.deleted().into_iter().filter(|at| !merged.contains(at)).collect()
    }
}

/// Types by name; then a deleted and an added type, if the new one has replaced the old one in every place.
fn types(old: &CheckedCatalog, new: &CheckedCatalog, events: &Matching) -> Matching {
    let mut types = Matching::by_name(&old.types, &new.types, |it| &it.name.text);
    if types.deleted().is_empty() || types.added().is_empty() {
        return types;
    }
    let mut votes = Votes { old, new, types: &types, pairs: Vec::new(), seen: HashSet::new() };
    for (at, event) in new.events.iter().enumerate() {
        if let Some(former) = events.old_of(at) {
            votes.fields(&old.events[former].fields, &event.fields);
        }
    }
    for (at, ty) in new.types.iter().enumerate() {
        if let Some(former) = types.old_of(at) {
            votes.shapes(&old.types[former].shape, &ty.shape);
        }
    }
    for key in &new.keys {
        if let Some(former) = old.keys.iter().find(|it| it.name.text == key.name.text) {
            votes.types(&FieldType::Named(former.ty), &FieldType::Named(key.ty));
        }
    }
    let pairs = votes.pairs;
    let partner = |pairs: &[(usize, usize)], old: usize| -> Option<usize> {
        let mut news = pairs.iter().filter(|(it, _)| *it == old).map(|(_, new)| *new);
        let first = news.next()?;
        news.all(|it| it == first).then_some(first)
    };
    let backwards: Vec<(usize, usize)> = pairs.iter().map(|(old, new)| (*new, *old)).collect();
    for place in types.deleted() {
        if let Some(new) = partner(&pairs, place)
            && partner(&backwards, new) == Some(place)
        {
            types.link(place, new);
        }
    }
    types
}

/// Collects which new types have replaced which old ones.
struct Votes<'a> {
    old: &'a CheckedCatalog,
    new: &'a CheckedCatalog,
    types: &'a Matching,
    /// Each pair once.
    pairs: Vec<(usize, usize)>,
    seen: HashSet<(usize, usize)>,
}

impl Votes<'_> {
    fn fields(&mut self, old: &[FieldDef], new: &[FieldDef]) {
        let pairs = FieldPairs::of(old, new);
        for (at, field) in new.iter().enumerate() {
            if let Some(former) = pairs.fields.old_of(at) {
                self.types(&old[former].ty, &field.ty);
            }
        }
    }

    fn types(&mut self, old: &FieldType, new: &FieldType) {
        match (old, new) {
            (FieldType::Named(old), FieldType::Named(new)) => self.named(old.0, new.0),
            (FieldType::Option(old), FieldType::Option(new))
            | (FieldType::Vec(old), FieldType::Vec(new))
            | (FieldType::Map(old), FieldType::Map(new)) => self.types(old, new),
            (FieldType::Pair(old, old_second), FieldType::Pair(new, new_second)) => {
                self.types(old, new);
                self.types(old_second, new_second);
            }
            _ => {}
        }
    }

    fn named(&mut self, old: usize, new: usize) {
        let free = self.types.new_of(old).is_none() && self.types.old_of(new).is_none();
        if free && self.seen.insert((old, new)) {
            let (old_shape, new_shape) = (&self.old.types[old].shape, &self.new.types[new].shape);
            if std::mem::discriminant(old_shape) == std::mem::discriminant(new_shape) {
                self.pairs.push((old, new));
                self.shapes(old_shape, new_shape);
            }
        }
    }

    fn shapes(&mut self, old: &TypeShape, new: &TypeShape) {
        match (old, new) {
            (TypeShape::Record(old), TypeShape::Record(new)) => self.fields(old, new),
            (TypeShape::Newtype(old), TypeShape::Newtype(new))
            | (TypeShape::Rust { is: old, .. }, TypeShape::Rust { is: new, .. }) => self.types(old, new),
            _ => {}
        }
    }
}

/// Keys by name, then by their types, which no two keys share.
fn keys(old: &CheckedCatalog, new: &CheckedCatalog, types: &Matching) -> Matching {
    let mut keys = Matching::by_name(&old.keys, &new.keys, |it| &it.name.text);
    keys.link_unique(|at| types.new_of(old.keys[at].ty.0), |at| Some(new.keys[at].ty.0));
    keys
}

/// Publishers by name, then by the events that they may publish.
fn publishers(old: &CheckedCatalog, new: &CheckedCatalog, events: &Matching) -> Matching {
    let mut publishers = Matching::by_name(&old.publishers, &new.publishers, |it| &it.name.text);
    if publishers.deleted().is_empty() || publishers.added().is_empty() {
        return publishers;
    }
    let old_owned = owned(old, |event| events.new_of(event));
    let new_owned = owned(new, Some);
    publishers.link_unique(
        |at| old_owned.get(at).filter(|events| !events.is_empty()),
        |at| new_owned.get(at).filter(|events| !events.is_empty()),
    );
    publishers
}

/// The events of each publisher, as places of the new catalog; `usize::MAX` for deleted ones.
fn owned(catalog: &CheckedCatalog, place: impl Fn(usize) -> Option<usize>) -> Vec<Vec<usize>> {
    let mut owned = vec![Vec::new(); catalog.publishers.len()];
    for (at, event) in catalog.events.iter().enumerate() {
        for owner in &event.published_by {
            owned[owner.0].push(place(at).unwrap_or(usize::MAX));
        }
    }
    owned.iter_mut().for_each(|events| events.sort_unstable());
    owned
}

/// Its delivery and its events, as places of the new catalog, identify a renamed subscriber.
fn consumed_as(
    catalog: &CheckedCatalog,
    subscriber: &SubscriberDef,
    place: impl Fn(usize) -> Option<usize>,
) -> Option<(&'static str, Vec<usize>)> {
    let events: Option<BTreeSet<usize>> = catalog.consumed(subscriber).into_iter().map(place).collect();
    Some((subscriber.delivery.name(), events?.into_iter().collect()))
}

/// Equal for an event and its renamed version: the fields or, without fields, the text of `when`.
pub(super) fn likeness(catalog: &CheckedCatalog, event: &EventDef) -> Vec<String> {
    let mut fields: Vec<String> =
        event.fields.iter().map(|field| format!("{}: {}", field.name, catalog.written_type(&field.ty))).collect();
    fields.sort_unstable();
    if fields.is_empty() { vec![event.when.clone()] } else { fields }
}
