//! Tree → declarations: the content of each table, with no name resolved yet.
//!
//! Takes any tree, and returns a [`Catalog`] of declarations with well-formed names. Unknown keys, missing keys and values of the
//! wrong kind are reported here, and nowhere else.

mod catalog;
mod events;
mod field;
mod form;
mod section;
mod table;
mod type_expr;
mod word;

use std::time::Duration;

use hashbrown::{HashMap, HashSet};
use heck::ToSnakeCase;

pub(crate) use catalog::declare;
pub(crate) use form::Form;
pub(crate) use type_expr::{CONSTRUCTORS, MAX_TYPE_DEPTH, TypeExpr, foreign};

use crate::model::{Delivery, Name, Span};
use crate::parse::Value;

/// All declarations of a catalog.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    pub(crate) name: String,
    pub(crate) doc: Option<String>,
    pub(crate) types: Section<Type>,
    pub(crate) keys: Section<Key>,
    pub(crate) publishers: Section<Publisher>,
    pub(crate) subscribers: Section<Subscriber>,
    pub(crate) families: Section<Family>,
    /// By family.
    pub(crate) events: Section<FamilyEvents>,
}

impl Catalog {
    /// Whether all declared events are sound so far.
    pub(crate) fn has_all_events(&self) -> bool {
        self.events.is_complete() && self.events.items.iter().all(|family| family.events.is_complete())
    }
}

impl Catalog {
    /// The families with their events, without the events of unknown families.
    pub(crate) fn families_with_events(&mut self) -> impl Iterator<Item = (&Family, &mut Section<Event>)> {
        let families: HashMap<&str, &Family> = self.families.items.iter().map(|it| (&*it.name.text, it)).collect();
        self.events.items.iter_mut().filter_map(move |it| Some((*families.get(&*it.family.text)?, &mut it.events)))
    }

    /// The events of all families.
    pub(crate) fn events_of_families(&mut self) -> impl Iterator<Item = &mut Event> {
        self.families_with_events().flat_map(|(_, events)| &mut events.items)
    }
}

/// The events under one name of `[events]`, which need not be the name of a family.
#[derive(Debug)]
pub(crate) struct FamilyEvents {
    pub(crate) family: Name,
    pub(crate) events: Section<Event>,
}

/// The declarations of one kind, in the order of the file.
#[derive(Debug)]
pub(crate) struct Section<T> {
    /// Those that are sound so far.
    pub(crate) items: Vec<T>,
    /// The names of all declarations, sound or not: using an unsound one is not a second mistake. For an ill-formed name, the
    /// well-formed one is known too.
    pub(crate) known: HashSet<String>,
    /// The whole section could not be read, so any name may be declared in it.
    pub(crate) unreadable: bool,
}

impl<T> Default for Section<T> {
    fn default() -> Self {
        Self { items: Vec::new(), known: HashSet::new(), unreadable: false }
    }
}

impl<T> Section<T> {
    pub(crate) fn map<U>(self, to: impl FnMut(T) -> U) -> Section<U> {
        let Section { items, known, unreadable } = self;
        Section { items: items.into_iter().map(to).collect(), known, unreadable }
    }

    /// Whether all declarations are sound so far.
    pub(crate) fn is_complete(&self) -> bool {
        !self.unreadable && self.items.len() == self.known.len()
    }

    /// Whether the file declares the name, or may do so.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.unreadable || self.known.contains(name)
    }
}

#[derive(Debug)]
pub(crate) struct Type {
    pub(crate) name: Name,
    pub(crate) doc: Option<String>,
    /// `None` after a reported problem.
    pub(crate) form: Option<TypeForm>,
}

#[derive(Debug)]
pub(crate) enum TypeForm {
    Newtype(FieldType),
    Values(List),
    Fields(Fields),
    Rust { path: Name, is: FieldType },
}

/// The type of a field as written. `expr` is `None` after a reported problem.
#[derive(Debug)]
pub(crate) struct FieldType {
    pub(crate) text: String,
    pub(crate) span: Span,
    pub(crate) expr: Option<TypeExpr>,
}

#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: Name,
    pub(crate) ty: FieldType,
    pub(crate) doc: Option<String>,
    pub(crate) default: Option<Value>,
    pub(crate) was: Vec<Name>,
    pub(crate) sensitive: bool,
}

/// The fields of an event or a record.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub(crate) sound: Vec<Field>,
    pub(crate) lost: Lost,
}

/// The names of unsound fields of the file: using one is not a second mistake.
#[derive(Debug, Default)]
pub(crate) struct Lost {
    pub(crate) names: HashSet<String>,
    /// The fields could not be read at all, so any name may be declared.
    pub(crate) everything: bool,
}

impl Lost {
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty() && !self.everything
    }

    /// Whether a field of this name may be one of them.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.everything || self.names.contains(name)
    }
}

#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: Name,
    pub(crate) ty: FieldType,
}

#[derive(Debug)]
pub(crate) struct Publisher {
    pub(crate) name: Name,
    pub(crate) doc: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Subscriber {
    pub(crate) name: Name,
    /// `None` after a reported problem.
    pub(crate) consumes: Option<List>,
    pub(crate) delivery: Delivery,
    pub(crate) doc: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) name: Name,
    pub(crate) doc: Option<String>,
    pub(crate) published_by: Given<List>,
    pub(crate) enum_name: Option<Name>,
    pub(crate) retention: Option<Duration>,
}

impl Family {
    /// The name of its enum.
    pub(crate) fn generated_enum(&self) -> String {
        self.enum_name.as_ref().map_or_else(|| format!("{}Event", self.name), |name| name.text.clone())
    }

    /// The name of its module.
    pub(crate) fn module(&self) -> String {
        self.name.text.to_snake_case()
    }
}

#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) family: Name,
    pub(crate) name: Name,
    pub(crate) when: String,
    pub(crate) doc: Option<String>,
    pub(crate) published_by: Given<List>,
    pub(crate) fields: Fields,
    pub(crate) time: Given<Name>,
    pub(crate) keys: Given<Aliases>,
    pub(crate) rust: Option<Name>,
    pub(crate) version: u32,
    pub(crate) retention: Option<Duration>,
    pub(crate) was: Vec<Name>,
    pub(crate) deprecated: Option<String>,
}

impl Event {
    /// The name of its SQL view.
    pub(crate) fn view_name(&self) -> String {
        format!("events_{}_{}", self.family.text.to_snake_case(), self.name.text.to_snake_case())
    }
}

/// The value of an optional key.
#[derive(Debug)]
pub(crate) enum Given<T> {
    Absent,
    /// Present, but not readable, which is reported.
    Unreadable,
    Value(T),
}

impl<T> Given<T> {
    pub(crate) fn map<U>(self, to: impl FnOnce(T) -> U) -> Given<U> {
        match self {
            Given::Absent => Given::Absent,
            Given::Unreadable => Given::Unreadable,
            Given::Value(value) => Given::Value(to(value)),
        }
    }
}

/// An array of strings.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) span: Span,
    pub(crate) entries: Vec<Name>,
    /// Entries were dropped, which is reported.
    pub(crate) incomplete: bool,
}

/// An event's `keys`.
#[derive(Debug)]
pub(crate) struct Aliases {
    pub(crate) entries: Vec<Alias>,
    /// Entries were dropped, which is reported.
    pub(crate) incomplete: bool,
}

/// An entry of an event's `keys`.
#[derive(Debug)]
pub(crate) struct Alias {
    pub(crate) key: Name,
    pub(crate) path: Name,
}
