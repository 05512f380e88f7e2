//! Declarations → a draft of the catalog: every name resolved, every type built, every default converted to JSON.
//!
//! A name that does not resolve is reported once. Its part of the catalog is left out of the draft, and so are, silently, the
//! parts that depend on it. Rules that need resolved names are checked afterwards.

mod build;
mod default;
mod draft;
mod events;
mod fields;
mod subscribers;
mod types;

use crate::declare;
use crate::problem::{Owner, Reporter};

pub(crate) use draft::{Draft, DraftEvent, DraftKey, DraftSubscriber, Target};
pub(crate) use types::Types;

/// Resolves everything. `type_order` has the places of the types that do not contain themselves, parts first.
pub(crate) fn lower(catalog: declare::Catalog, type_order: Vec<usize>, reporter: &mut Reporter) -> Draft {
    let types = build::types(catalog.types, type_order, reporter);
    let keys = catalog.keys.map(|declared| {
        let ty = types.resolve(&declared.ty, Owner { name: &declared.name, noun: "key" }, reporter);
        DraftKey { declared, ty }
    });
    let publishers = events::Publishers::lower(catalog.publishers);
    let families = events::lower(catalog.families, catalog.events, &publishers, &types, reporter);
    let subscribers = subscribers::lower(catalog.subscribers, &families, reporter);
    Draft {
        name: catalog.name,
        doc: catalog.doc,
        types,
        keys,
        publishers: publishers.defs,
        subscribers,
        families: families.defs,
        events: families.events,
    }
}
