//! The checked catalog as a whole.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{
    EventDef, EventIndex, FamilyDef, FamilyIndex, Interest, KeyDef, KeyIndex, PublisherDef, PublisherIndex,
    SubscriberDef, TypeDef, TypeIndex,
};
use crate::source::Source;

/// A catalog in which every remaining part is sound.
///
/// Unsound parts of the source are left out: an event keeps its sound fields, a subscriber its sound interests. So code
/// generated from it compiles, and only the problems of the source are reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedCatalog {
    pub(crate) source: Source,
    pub(crate) name: String,
    pub(crate) doc: Option<String>,
    pub(crate) types: Vec<TypeDef>,
    pub(crate) keys: Vec<KeyDef>,
    pub(crate) publishers: Vec<PublisherDef>,
    pub(crate) subscribers: Vec<SubscriberDef>,
    pub(crate) families: Vec<FamilyDef>,
    pub(crate) events: Vec<EventDef>,
}

impl CheckedCatalog {
    /// The file that the catalog was read from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// `name` under `[catalog]`; empty only after a reported problem.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `doc` under `[catalog]`.
    pub fn doc(&self) -> Option<&str> {
        self.doc.as_deref()
    }

    /// The types of `[types]`.
    pub fn types(&self) -> &[TypeDef] {
        &self.types
    }

    /// The keys of `[keys]`.
    pub fn keys(&self) -> &[KeyDef] {
        &self.keys
    }

    /// The publishers of `[publishers]`.
    pub fn publishers(&self) -> &[PublisherDef] {
        &self.publishers
    }

    /// The subscribers of `[subscribers]`.
    pub fn subscribers(&self) -> &[SubscriberDef] {
        &self.subscribers
    }

    /// The families of `[families]`.
    pub fn families(&self) -> &[FamilyDef] {
        &self.families
    }

    /// All events, family by family. Within a family they have the order of the file.
    pub fn events(&self) -> &[EventDef] {
        &self.events
    }

    /// The type at an index of this catalog.
    pub fn type_def(&self, index: TypeIndex) -> &TypeDef {
        &self.types[index.0]
    }

    /// The key at an index of this catalog.
    pub fn key(&self, index: KeyIndex) -> &KeyDef {
        &self.keys[index.0]
    }

    /// The publisher at an index of this catalog.
    pub fn publisher(&self, index: PublisherIndex) -> &PublisherDef {
        &self.publishers[index.0]
    }

    /// The family at an index of this catalog.
    pub fn family(&self, index: FamilyIndex) -> &FamilyDef {
        &self.families[index.0]
    }

    /// The event at an index of this catalog.
    pub fn event(&self, index: EventIndex) -> &EventDef {
        &self.events[index.0]
    }

    /// The events of one family.
    pub fn events_of(&self, family: FamilyIndex) -> &[EventDef] {
        &self.events[self.families[family.0].events.clone()]
    }

    /// The event with these names, `Volume` and `VolumeCreated`.
    pub fn find_event(&self, family: &str, event: &str) -> Option<EventIndex> {
        let family = self.families.iter().find(|it| it.name.text == family)?;
        let place = self.events[family.events.clone()].iter().position(|it| it.name.text == event)?;
        Some(EventIndex(family.events.start + place))
    }

    /// The events of one entry of `consumes`, as a range of [`CheckedCatalog::events`].
    pub fn events_covered_by(&self, interest: &Interest) -> Range<usize> {
        match interest {
            Interest::Everything => 0..self.events.len(),
            Interest::Family { family, .. } => self.family(*family).events.clone(),
            Interest::Event { event, .. } => event.0..event.0 + 1,
        }
    }

    /// The indices of all events that a subscriber of this catalog consumes, in [`CheckedCatalog::events`].
    pub fn consumed(&self, subscriber: &SubscriberDef) -> BTreeSet<usize> {
        subscriber.interests.iter().flat_map(|interest| self.events_covered_by(interest)).collect()
    }

    /// Whether a subscriber of this catalog consumes one of its events.
    pub fn consumes(&self, subscriber: &SubscriberDef, event: &EventDef) -> bool {
        subscriber.interests.iter().any(|interest| match interest {
            Interest::Everything => true,
            Interest::Family { family, .. } => *family == event.family,
            Interest::Event { event: index, .. } => {
                let wanted = self.event(*index);
                wanted.family == event.family && wanted.name.text == event.name.text
            }
        })
    }
}
