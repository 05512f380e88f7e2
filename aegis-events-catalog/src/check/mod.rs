//! The rules that need the whole picture, each in a function with its sentence above it.
//!
//! What enters is a draft in which every name is resolved; what leaves is the one [`CheckedCatalog`], in which whatever
//! breaks a rule is left out.

mod keys;
mod sql;
mod time;
mod usage;

use crate::lower::Draft;
use crate::model::CheckedCatalog;
use crate::problem::Reporter;
use crate::source::Source;

pub(crate) use usage::usage;

/// Checks a draft and finishes it.
pub(crate) fn check(draft: Draft, source: Source, reporter: &mut Reporter) -> CheckedCatalog {
    let Draft { name, doc, types, keys, publishers, subscribers, families, events } = draft;
    let keys = keys::Keys::check(keys, &types, reporter);
    sql::key_columns(&keys.defs, reporter);
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
