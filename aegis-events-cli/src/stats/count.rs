//! The statistics of a catalog.

use std::collections::{BTreeMap, BTreeSet};

use aegis_events_catalog::model::{EventDef, FieldDef, SubscriberDef, TypeShape};
use aegis_events_catalog::{CheckedCatalog, Code, Reading};
use serde::Serialize;

/// The statistics. The JSON keys are stable.
#[derive(Serialize)]
pub(super) struct Statistics {
    pub(super) catalog: String,
    pub(super) path: String,
    /// Parts with errors are not counted.
    pub(super) errors: usize,
    pub(super) counts: Counts,
    pub(super) families: Vec<Family>,
    pub(super) keys: Vec<Key>,
    pub(super) publishers: Vec<Publisher>,
    /// Sorted by the number of events, descending.
    pub(super) subscribers: Vec<Subscriber>,
    /// Events without a declared subscriber.
    pub(super) never_consumed: Vec<String>,
    /// Consumed events that have no publisher or are not declared.
    pub(super) never_published: Vec<String>,
    pub(super) idle_publishers: Vec<String>,
    pub(super) sensitive_fields: Vec<String>,
    pub(super) deprecated_events: Vec<Deprecated>,
}

#[derive(Serialize)]
pub(super) struct Counts {
    pub(super) families: usize,
    pub(super) events: usize,
    /// Fields of events, without those of records.
    pub(super) fields: usize,
    pub(super) types: usize,
    pub(super) keys: usize,
    pub(super) publishers: usize,
    pub(super) subscribers: usize,
}

#[derive(Serialize)]
pub(super) struct Family {
    pub(super) name: String,
    pub(super) events: usize,
    pub(super) fields: usize,
    pub(super) subscribers: usize,
}

#[derive(Serialize)]
pub(super) struct Key {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) ty: String,
    /// Events that carry it.
    pub(super) events: usize,
    /// Events where it can be absent.
    pub(super) optional: usize,
}

#[derive(Serialize)]
pub(super) struct Publisher {
    pub(super) name: String,
    pub(super) events: usize,
}

#[derive(Serialize)]
pub(super) struct Subscriber {
    pub(super) name: String,
    pub(super) events: usize,
    pub(super) delivery: &'static str,
}

#[derive(Serialize)]
pub(super) struct Deprecated {
    pub(super) event: String,
    pub(super) note: String,
}

impl Statistics {
    pub(super) fn of(reading: &Reading) -> Self {
        let catalog = &reading.catalog;
        let interests: Vec<BTreeSet<usize>> = catalog.subscribers().iter().map(|it| catalog.consumed(it)).collect();
        let mut subscribers: Vec<Subscriber> =
            catalog.subscribers().iter().zip(&interests).map(|(it, events)| subscriber(it, events.len())).collect();
        subscribers.sort_by_key(|it| std::cmp::Reverse(it.events));
        let heard: BTreeSet<usize> = interests.iter().flatten().copied().collect();
        let names = |wanted: &dyn Fn(usize) -> bool| {
            let events = catalog.events().iter().enumerate().filter(|(at, _)| wanted(*at));
            events.map(|(_, event)| catalog.event_path(event)).collect::<Vec<String>>()
        };
        let is_owned = |at: usize| !catalog.events()[at].published_by.is_empty();
        let mut never_published = names(&|at| heard.contains(&at) && !is_owned(at));
        never_published.extend(undeclared(reading));
        let publishers = publishers(catalog);
        Self {
            catalog: catalog.name().to_owned(),
            path: catalog.source().path().display().to_string(),
            errors: reading.problems.iter().filter(|problem| problem.is_error()).count(),
            counts: counts(catalog),
            families: families(catalog, &interests),
            keys: keys(catalog),
            idle_publishers: publishers.iter().filter(|it| it.events == 0).map(|it| it.name.clone()).collect(),
            publishers,
            subscribers,
            never_consumed: names(&|at| is_owned(at) && !heard.contains(&at)),
            never_published,
            sensitive_fields: sensitive_fields(catalog),
            deprecated_events: deprecated(catalog),
        }
    }
}

fn counts(catalog: &CheckedCatalog) -> Counts {
    Counts {
        families: catalog.families().len(),
        events: catalog.events().len(),
        fields: catalog.events().iter().map(|event| event.fields.len()).sum(),
        types: catalog.types().len(),
        keys: catalog.keys().len(),
        publishers: catalog.publishers().len(),
        subscribers: catalog.subscribers().len(),
    }
}

fn subscriber(subscriber: &SubscriberDef, events: usize) -> Subscriber {
    Subscriber { name: subscriber.name.text.clone(), events, delivery: subscriber.delivery.name() }
}

fn families(catalog: &CheckedCatalog, interests: &[BTreeSet<usize>]) -> Vec<Family> {
    let family = |family: &aegis_events_catalog::model::FamilyDef| Family {
        name: family.name.text.clone(),
        events: family.events.len(),
        fields: catalog.events()[family.events.clone()].iter().map(|event| event.fields.len()).sum(),
        subscribers: interests.iter().filter(|events| events.range(family.events.clone()).next().is_some()).count(),
    };
    catalog.families().iter().map(family).collect()
}

fn keys(catalog: &CheckedCatalog) -> Vec<Key> {
    let mut keys: Vec<Key> = catalog
        .keys()
        .iter()
        .map(|key| Key {
            name: key.name.text.clone(),
            ty: catalog.type_def(key.ty).name.text.clone(),
            events: 0,
            optional: 0,
        })
        .collect();
    for source in catalog.events().iter().flat_map(|event| &event.keys) {
        let key = &mut keys[source.key.index()];
        key.events += 1;
        key.optional += usize::from(source.optional());
    }
    keys
}

fn publishers(catalog: &CheckedCatalog) -> Vec<Publisher> {
    let mut owned: BTreeMap<usize, usize> = BTreeMap::new();
    for owner in catalog.events().iter().flat_map(|event| &event.published_by) {
        *owned.entry(owner.index()).or_default() += 1;
    }
    let events = |at: usize| owned.get(&at).copied().unwrap_or(0);
    let publishers = catalog.publishers().iter().enumerate();
    publishers.map(|(at, it)| Publisher { name: it.name.text.clone(), events: events(at) }).collect()
}

/// Names that subscribers consume and no family declares, as written.
fn undeclared(reading: &Reading) -> Vec<String> {
    let text = reading.catalog.source().text();
    let unknown = reading.problems.iter().filter(|it| matches!(it.code, Code::UnknownEvent | Code::UnknownFamily));
    let written = unknown.filter_map(|problem| text.get(problem.span.clone()));
    // Unknown families in headers have no quotes.
    let quoted = written.filter_map(|written| written.strip_prefix(['"', '\''])?.strip_suffix(['"', '\'']));
    quoted.map(str::to_owned).collect()
}

/// `Family.Event.field`, `types.Type.field`.
fn sensitive_fields(catalog: &CheckedCatalog) -> Vec<String> {
    let named = |fields: &[FieldDef], owner: &str| -> Vec<String> {
        fields.iter().filter(|field| field.sensitive).map(|field| format!("{owner}.{}", field.name)).collect()
    };
    let of_types = catalog.types().iter().filter_map(|ty| match &ty.shape {
        TypeShape::Record(fields) => Some(named(fields, &format!("types.{}", ty.name))),
        _ => None,
    });
    let of_events = catalog.events().iter().map(|event| named(&event.fields, &catalog.event_path(event)));
    of_types.chain(of_events).flatten().collect()
}

fn deprecated(catalog: &CheckedCatalog) -> Vec<Deprecated> {
    let deprecated =
        |event: &EventDef| Some(Deprecated { event: catalog.event_path(event), note: event.deprecated.clone()? });
    catalog.events().iter().filter_map(deprecated).collect()
}
