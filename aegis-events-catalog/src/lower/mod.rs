//! Declarations → a draft of the catalog: every name resolved, every type built, every default converted to JSON.
//!
//! A name that does not resolve is reported once. Its part of the catalog is left out of the draft, and so are, silently, the
//! parts that depend on it. Rules that need resolved names are checked afterwards.

mod build;
mod default;
mod events;
mod fields;
mod subscribers;
mod types;

use crate::declare::{self, Alias, Given, Lost};
use crate::model::{Delivery, EventDef, FamilyDef, FieldType, Name, PublisherDef, Span};
use crate::problem::{Owner, Reporter};

pub(crate) use subscribers::Target;
pub(crate) use types::Types;

/// A catalog in which every name is resolved. Its events have no keys and no time yet.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) doc: Option<String>,
    pub(crate) types: Types,
    pub(crate) keys: declare::Section<DraftKey>,
    pub(crate) publishers: Vec<PublisherDef>,
    pub(crate) subscribers: Vec<DraftSubscriber>,
    pub(crate) families: Vec<FamilyDef>,
    pub(crate) events: Vec<DraftEvent>,
}

/// A key, with its type if that resolves.
#[derive(Debug)]
pub(crate) struct DraftKey {
    pub(crate) declared: declare::Key,
    pub(crate) ty: Option<FieldType>,
}

/// An event, with the data for its remaining checks.
#[derive(Debug)]
pub(crate) struct DraftEvent {
    pub(crate) def: EventDef,
    pub(crate) time: Given<Name>,
    pub(crate) aliases: Vec<Alias>,
    /// Its fields that are not in the draft.
    pub(crate) lost: Lost,
}

/// A subscriber with its resolved entries. Its view has no variants yet.
#[derive(Debug)]
pub(crate) struct DraftSubscriber {
    pub(crate) name: Name,
    pub(crate) consumes: Vec<(Target, Span)>,
    pub(crate) delivery: Delivery,
    pub(crate) doc: Option<String>,
}

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
