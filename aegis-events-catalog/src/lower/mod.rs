//! Declarations → a draft of the catalog: every name resolved, every type built, every default written as JSON.
//!
//! What does not resolve is reported once and left out of the draft; what only follows from it is left out silently.
//! The rules that need the whole picture (keys, time, SQL) are checked afterwards, in [`crate::check`].

mod default;
mod events;
mod fields;
mod names;
mod order;
mod subscribers;
mod types;

use crate::declare::{self, Alias, Given, Lost};
use crate::model::{EventDef, FamilyDef, Name, PublisherDef, SubscriberDef};
use crate::problem::Reporter;

pub(crate) use fields::Owner;
pub(crate) use types::Types;

/// A catalog in which every name is resolved. Its events have no keys and no time yet.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) doc: Option<String>,
    pub(crate) types: Types,
    pub(crate) keys: declare::Section<declare::Key>,
    pub(crate) publishers: Vec<PublisherDef>,
    pub(crate) subscribers: Vec<SubscriberDef>,
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

/// Resolves everything.
pub(crate) fn lower(mut catalog: declare::Catalog, reporter: &mut Reporter) -> Draft {
    names::settle(&mut catalog, reporter);
    let types = Types::lower(catalog.types, reporter);
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
