//! Families and their events: publishers resolved, fields built.

use aegis_events_suggest::Suggestion;
use hashbrown::{HashMap, HashSet};
use heck::ToSnakeCase;

use super::draft::DraftEvent;
use super::fields;
use super::types::Types;
use crate::declare::{self, Event, FamilyEvents, Given, List, Section};
use crate::model::{EventDef, EventIndex, FamilyDef, FamilyIndex, Name, PublisherDef, PublisherIndex};
use crate::problem::{Code, Owner, Problem, Reporter, Spelling, quoted};

/// The publishers, by name.
pub(crate) struct Publishers {
    pub(crate) defs: Vec<PublisherDef>,
    names: HashMap<String, PublisherIndex>,
    known: HashSet<String>,
    unreadable: bool,
}

impl Publishers {
    pub(crate) fn lower(section: Section<declare::Publisher>) -> Publishers {
        let Section { items, known, unreadable } = section;
        let names = items.iter().enumerate().map(|(at, it)| (it.name.text.clone(), PublisherIndex(at))).collect();
        let defs = items
            .into_iter()
            .map(|it| PublisherDef { field: it.name.text.to_snake_case(), name: it.name, doc: it.doc })
            .collect();
        Publishers { defs, names, known, unreadable }
    }

    /// A publisher is declared.
    fn resolve(&self, list: &List, owner: Owner<'_>, reporter: &mut Reporter) -> Vec<PublisherIndex> {
        let mut owners = Vec::new();
        for entry in &list.entries {
            match self.names.get(&entry.text) {
                Some(index) => owners.push(*index),
                None if self.unreadable || self.known.contains(&entry.text) => {}
                None => self.report_unknown(entry, owner, reporter),
            }
        }
        owners
    }

    fn report_unknown(&self, entry: &Name, owner: Owner<'_>, reporter: &mut Reporter) {
        let known = self.defs.iter().map(|it| it.name.text.as_str());
        let meant = reporter.closest(&entry.text, known);
        let declarable = meant.is_none() && declare::Form::UpperCamel.accepts(&entry.text);
        let message = format!("unknown publisher {}", quoted(&entry.text));
        let problem = Problem::new(Code::UnknownPublisher, entry.span.clone(), message)
            .label("not declared under [publishers]")
            .suggest(meant, Some(Spelling::Quoted))
            .maybe_help(declarable.then(|| declare_it(&entry.text)));
        reporter.report(owner.explain(problem));
    }
}

fn declare_it(publisher: &str) -> String {
    format!("declare it: {}", quoted(&format!("[publishers.{publisher}]")))
}

/// The families with their events, and the names of all that the file declares.
#[derive(Default)]
pub(crate) struct Families {
    pub(crate) defs: Vec<FamilyDef>,
    pub(crate) events: Vec<DraftEvent>,
    names: HashMap<String, FamilyIndex>,
    event_names: HashMap<(FamilyIndex, String), EventIndex>,
    known: HashSet<String>,
    /// The names that the file declares under each name of `[events]`; the events are taken out.
    known_events: HashMap<String, Section<Event>>,
    unreadable: bool,
}

impl Families {
    /// The names of the sound families.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.defs.iter().map(|it| it.name.text.as_str())
    }

    /// The names of a family's sound events.
    pub(crate) fn event_names(&self, family: FamilyIndex) -> impl Iterator<Item = &str> {
        self.events[self.defs[family.0].events.clone()].iter().map(|it| it.def.name.text.as_str())
    }

    pub(crate) fn family(&self, name: &str) -> Option<FamilyIndex> {
        self.names.get(name).copied()
    }

    pub(crate) fn event(&self, family: FamilyIndex, name: &str) -> Option<EventIndex> {
        self.event_names.get(&(family, name.to_owned())).copied()
    }

    /// Whether the file declares the family, or events of it; an unknown family is reported once, at its events.
    pub(crate) fn knows(&self, family: &str) -> bool {
        self.unreadable || self.known.contains(family) || self.known_events.contains_key(family)
    }

    pub(crate) fn knows_event(&self, family: &str, event: &str) -> bool {
        self.known_events.get(family).is_some_and(|events| events.knows(event))
    }
}

/// Builds the families that have sound events, and these events.
pub(crate) fn lower(
    families: Section<declare::Family>,
    declared: Section<FamilyEvents>,
    publishers: &Publishers,
    types: &Types,
    reporter: &mut Reporter,
) -> Families {
    let mut lowered = Families { unreadable: families.unreadable, ..Families::default() };
    let mut events: HashMap<String, Vec<Event>> = HashMap::new();
    for FamilyEvents { family, events: mut section } in declared.items {
        if !families.knows(&family.text) {
            report_unknown_family(&family, &families, &declared.known, reporter);
        }
        events.insert(family.text.clone(), std::mem::take(&mut section.items));
        lowered.known_events.insert(family.text, section);
    }
    lowered.known = families.known;
    for family in families.items {
        let events = events.remove(&family.name.text).unwrap_or_default();
        lowered.add(family, events, publishers, types, reporter);
    }
    lowered
}

fn report_unknown_family(
    name: &Name,
    families: &Section<declare::Family>,
    with_events: &HashSet<String>,
    reporter: &mut Reporter,
) {
    let known = families.items.iter().map(|it| it.name.text.as_str());
    let meant = reporter.closest(&name.text, known);
    // If only events use this name, the declared one may be misspelt, unless this one is ill-formed.
    let is_fixable =
        |meant: &Suggestion<'_>| with_events.contains(meant.word) || !declare::Form::UpperCamel.accepts(&name.text);
    let spelling = meant.filter(is_fixable).map(|_| Spelling::Bare);
    let declarable = meant.is_none() && declare::Form::UpperCamel.accepts(&name.text);
    let problem =
        Problem::new(Code::UnknownFamily, name.span.clone(), format!("unknown family {}", quoted(&name.text)))
            .label("not declared under [families]")
            .suggest(meant, spelling)
            .maybe_help(declarable.then(|| format!("declare it: `[families.{name}]`")));
    reporter.report(problem);
}

impl Families {
    fn add(
        &mut self,
        family: declare::Family,
        events: Vec<Event>,
        publishers: &Publishers,
        types: &Types,
        reporter: &mut Reporter,
    ) {
        let owner = Owner { name: &family.name, noun: "family" };
        let inherited = match &family.published_by {
            Given::Value(list) => publishers.resolve(list, owner, reporter),
            Given::Absent | Given::Unreadable => Vec::new(),
        };
        if events.is_empty() {
            return;
        }
        let index = FamilyIndex(self.defs.len());
        let first = self.events.len();
        for event in events {
            self.event_names.insert((index, event.name.text.clone()), EventIndex(self.events.len()));
            let owner = Owner { name: &event.name, noun: "event" };
            let published_by = match &event.published_by {
                Given::Value(list) => publishers.resolve(list, owner, reporter),
                Given::Unreadable => Vec::new(),
                Given::Absent => inherited.clone(),
            };
            let view = event.view_name();
            let (fields, lost) = fields::lower(event.fields, owner, types, reporter);
            let def = EventDef {
                view,
                holds_floats: fields.iter().any(|field| types.holds_floats(&field.ty)),
                name: event.name,
                family: index,
                when: event.when,
                doc: event.doc,
                published_by,
                fields,
                time: None,
                keys: Vec::new(),
                rust: event.rust,
                version: event.version,
                retention: event.retention.or(family.retention),
                was: event.was,
                deprecated: event.deprecated,
            };
            let aliases = match event.keys {
                Given::Value(aliases) => aliases.entries,
                Given::Absent | Given::Unreadable => Vec::new(),
            };
            self.events.push(DraftEvent { def, time: event.time, aliases, lost });
        }
        self.names.insert(family.name.text.clone(), index);
        self.defs.push(FamilyDef {
            enum_name: family.generated_enum(),
            module: family.module(),
            name: family.name,
            doc: family.doc,
            events: first..self.events.len(),
        });
    }
}
