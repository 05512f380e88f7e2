//! The rules of catalogs, each in a function with its sentence above it.
//!
//! A rule that needs no resolved names is checked on declarations, before [`crate::lower`]; the others on the draft that
//! `lower` makes. Either way, the part that breaks a rule is left out. So the [`CheckedCatalog`] that [`check`] returns is
//! sound, and nothing else can make one.

mod cycles;
mod former;
mod keys;
mod names;
mod owners;
mod sql;
mod subscribers;
mod time;
mod types;
mod usage;
mod values;

use crate::declare::Catalog;
use crate::lower::Draft;
use crate::model::CheckedCatalog;
use crate::problem::Reporter;
use crate::source::Source;

/// Checks declarations. Returns the order in which the types can be built: the places of those that do not contain
/// themselves, parts first.
pub(crate) fn declarations(catalog: &mut Catalog, reporter: &mut Reporter) -> Vec<usize> {
    usage::usage(catalog, reporter);
    names::settle(catalog, reporter);
    owners::empty_families(catalog, reporter);
    subscribers::consume_something(&catalog.subscribers, reporter);
    values::values(catalog, reporter);
    owners::publishers(catalog, reporter);
    former::former_names(catalog, reporter);
    types::types(catalog, reporter)
}

/// Checks a draft and finishes it.
pub(crate) fn check(draft: Draft, source: Source, reporter: &mut Reporter) -> CheckedCatalog {
    let Draft { name, doc, types, keys, publishers, subscribers, families, events } = draft;
    let keys = keys::Keys::check(keys, &types, reporter);
    sql::key_columns(&keys.defs, reporter);
    let mut rules = subscribers::Rules { families: &families, events: &events, reporter };
    let subscribers = subscribers.into_iter().filter_map(|it| rules.subscriber(it)).collect();
    let mut checked = Vec::with_capacity(events.len());
    for mut event in events {
        sql::event_names(&event.def, reporter);
        event.def.keys = keys.sources(&event, &types, reporter);
        event.def.time = time::time(&event, reporter);
        checked.push(event.def);
    }
    CheckedCatalog {
        source,
        name,
        doc,
        types: types.into_defs(),
        keys: keys.defs,
        publishers,
        subscribers,
        families,
        events: checked,
    }
}
