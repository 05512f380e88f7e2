//! Reverse relations of a catalog: consumers, owned events, uses of keys and types.

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{FieldDef, FieldType, Interest, TypeShape};

/// A subscriber of an event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Consumer {
    /// The index in the list of subscribers.
    pub(super) subscriber: usize,
    pub(super) because: Because,
}

/// The entry of `consumes` that selects the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Because {
    Everything,
    WholeFamily,
    ThisEvent,
}

impl Because {
    pub(super) fn text(self) -> &'static str {
        match self {
            Because::Everything => "everything",
            Because::WholeFamily => "the whole family",
            Because::ThisEvent => "this event",
        }
    }
}

/// A use of a type.
#[derive(Debug, Clone, Copy)]
pub(super) enum Use<'a> {
    /// A field of an event.
    Event(usize, &'a FieldDef),
    /// A field of a record.
    Record(usize, &'a FieldDef),
    /// Another type that is defined by it.
    Type(usize),
    /// A key.
    Key(usize),
}

/// The reverse relations, indexed like the catalog's lists.
pub(super) struct Relations<'a> {
    /// Per event: its consumers.
    pub(super) consumers: Vec<Vec<Consumer>>,
    /// Per publisher: its events.
    pub(super) published: Vec<Vec<usize>>,
    /// Per key: the events that carry it, with the path to the value.
    pub(super) keyed: Vec<Vec<(usize, String)>>,
    /// Per type: its uses.
    pub(super) uses: Vec<Vec<Use<'a>>>,
}

impl<'a> Relations<'a> {
    pub(super) fn of(catalog: &'a CheckedCatalog) -> Self {
        let mut relations = Self {
            consumers: vec![Vec::new(); catalog.events().len()],
            published: vec![Vec::new(); catalog.publishers().len()],
            keyed: vec![Vec::new(); catalog.keys().len()],
            uses: vec![Vec::new(); catalog.types().len()],
        };
        relations.add_consumers(catalog);
        for (at, key) in catalog.keys().iter().enumerate() {
            relations.uses[key.ty.index()].push(Use::Key(at));
        }
        for (at, event) in catalog.events().iter().enumerate() {
            for publisher in &event.published_by {
                relations.published[publisher.index()].push(at);
            }
            for source in &event.keys {
                relations.keyed[source.key.index()].push((at, source.dotted_path()));
            }
            for field in &event.fields {
                relations.add_use(&field.ty, Use::Event(at, field));
            }
        }
        for (at, ty) in catalog.types().iter().enumerate() {
            match &ty.shape {
                TypeShape::Newtype(is) | TypeShape::Rust { is, .. } => relations.add_use(is, Use::Type(at)),
                TypeShape::Record(fields) => {
                    for field in fields {
                        relations.add_use(&field.ty, Use::Record(at, field));
                    }
                }
                TypeShape::Enumeration(_) => {}
            }
        }
        relations
    }

    fn add_consumers(&mut self, catalog: &CheckedCatalog) {
        for (subscriber, it) in catalog.subscribers().iter().enumerate() {
            for interest in &it.interests {
                let because = match interest {
                    Interest::Everything => Because::Everything,
                    Interest::Family { .. } => Because::WholeFamily,
                    Interest::Event { .. } => Because::ThisEvent,
                };
                for consumers in &mut self.consumers[catalog.events_covered_by(interest)] {
                    // A subscriber of a family and of one of its events consumes the event once.
                    if consumers.last().is_none_or(|last| last.subscriber != subscriber) {
                        consumers.push(Consumer { subscriber, because });
                    }
                }
            }
        }
    }

    /// A type that a field names twice counts once.
    fn add_use(&mut self, ty: &FieldType, it: Use<'a>) {
        match ty {
            FieldType::Scalar(_) => {}
            FieldType::Named(index) => {
                let uses = &mut self.uses[index.index()];
                if !uses.last().is_some_and(|last| last.is_same(&it)) {
                    uses.push(it);
                }
            }
            FieldType::Option(inner) | FieldType::Vec(inner) | FieldType::Map(inner) => self.add_use(inner, it),
            FieldType::Pair(first, second) => {
                self.add_use(first, it);
                self.add_use(second, it);
            }
        }
    }
}

impl Use<'_> {
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Use::Event(_, one), Use::Event(_, two)) | (Use::Record(_, one), Use::Record(_, two)) => {
                std::ptr::eq(*one, *two)
            }
            (Use::Type(one), Use::Type(two)) | (Use::Key(one), Use::Key(two)) => one == two,
            _ => false,
        }
    }
}
