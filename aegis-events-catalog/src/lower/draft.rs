//! The draft: a catalog with its names resolved, before the checks that need them.

use super::types::Types;
use crate::declare::{self, Alias, Given, Lost};
use crate::model::{Delivery, EventDef, EventIndex, FamilyDef, FamilyIndex, FieldType, Name, PublisherDef, Span};

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

/// The meaning of an entry of `consumes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    Everything,
    Family(FamilyIndex),
    Event(EventIndex),
}
