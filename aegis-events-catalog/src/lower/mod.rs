//! Declarations → a draft of the catalog: every name resolved, every type built, every default written as JSON.
//!
//! What does not resolve is reported once and left out of the draft; what only follows from it is left out silently.
//! The rules that need the whole picture (keys, time, SQL) are checked afterwards, in [`crate::check`].

mod build;
mod default;
mod events;
mod fields;
mod subscribers;
mod types;

use crate::declare::{self, Alias, Given, Lost};
use crate::model::{Delivery, EventDef, FamilyDef, Name, PublisherDef, Span};
use crate::problem::Reporter;

pub(crate) use subscribers::Target;
pub(crate) use types::Types;

/// A catalog in which every name is resolved. Its events have no keys and no time yet.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) doc: Option<String>,
    pub(crate) types: Types,
    pub(crate) keys: declare::Section<declare::Key>,
    pub(crate) publishers: Vec<PublisherDef>,
    pub(crate) subscribers: Vec<DraftSubscriber>,
    pub(crate) families: Vec<FamilyDef>,
    pub(crate) events: Vec<DraftEvent>,
}

/// An event, and what its remaining checks need.
#[derive(Debug)]
pub(crate) struct DraftEvent {
    pub(crate) def: EventDef,
    pub(crate) time: Given<Name>,
    pub(crate) aliases: Vec<Alias>,
    /// Those of its fields that are not in the draft.
    pub(crate) lost: Lost,
}

/// A subscriber, with those of its entries that are resolved. Its view has no variants yet.
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
    let publishers = events::Publishers::lower(catalog.publishers);
    let families = events::lower(catalog.families, catalog.events, &publishers, &types, reporter);
    let subscribers = subscribers::lower(catalog.subscribers, &families, reporter);
    Draft {
        name: catalog.name,
        doc: catalog.doc,
        types,
        keys: catalog.keys,
        publishers: publishers.defs,
        subscribers,
        families: families.defs,
        events: families.events,
    }
}
