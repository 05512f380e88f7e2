//! Families and their events: owners resolved, fields built, former names checked.

use std::time::Duration;

use aegis_events_suggest::Suggestion;
use hashbrown::{HashMap, HashSet};
use heck::ToSnakeCase;

use super::DraftEvent;
use super::fields::{self, FormerNames, Owner};
use super::names::{enum_name, view_name};
use super::types::Types;
use crate::declare::{self, Event, FamilyEvents, Given, List, Section};
use crate::model::{EventDef, EventIndex, FamilyDef, FamilyIndex, Name, PublisherDef, PublisherIndex};
use crate::problem::{Code, Fix, Problem, Reporter, Spelling, quoted};

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

    /// A publisher is declared, and listed once; somebody must be listed.
    fn resolve(&self, list: &List, owner: Owner<'_>, reporter: &mut Reporter) -> Vec<PublisherIndex> {
        if list.entries.is_empty() && !list.incomplete {
            let problem = Problem::new(Code::NobodyPublishes, list.span.clone(), "`published_by` lists nobody")
                .label("expected at least one publisher")
                .help("name who may publish, or remove `published_by` where the family has it");
            reporter.report(owner.explain(problem));
        }
        let mut owners = Vec::new();
        let mut listed: HashMap<&str, &Name> = HashMap::new();
        for entry in &list.entries {
            if let Some(first) = listed.insert(&entry.text, entry) {
                let message = format!("publisher {} is listed twice", quoted(&entry.text));
                let problem = Problem::new(Code::DeclaredTwice, entry.span.clone(), message)
                    .label("listed again here")
                    .context(&first.span, "first listed here")
                    .help("remove one of the two")
                    .maybe_fix(Some(Fix::RemoveEntry));
                reporter.report(owner.explain(problem));
                continue;
            }
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

/// The families with their events, and what is known of all of them.
#[derive(Default)]
pub(crate) struct Families {
    pub(crate) defs: Vec<FamilyDef>,
    pub(crate) events: Vec<DraftEvent>,
    names: HashMap<String, FamilyIndex>,
    event_names: HashMap<(FamilyIndex, String), EventIndex>,
    known: HashSet<String>,
    /// What the file declares under each name of `[events]`; of the events themselves nothing is left here.
    known_events: HashMap<String, Section<Event>>,
    unreadable: bool,
    /// Some events could not be read, or stand under a name that is no family's, so that a family without events may only
    /// have lost them.
    lost_events: bool,
}

impl Families {
    pub(crate) fn family(&self, name: &str) -> Option<FamilyIndex> {
        self.names.get(name).copied()
    }

    pub(crate) fn event(&self, family: FamilyIndex, name: &str) -> Option<EventIndex> {
        self.event_names.get(&(family, name.to_owned())).copied()
    }

    /// Whether the file declares a family, or events as if it did: that is reported once, where the events stand.
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
    let mut lowered =
        Families { unreadable: families.unreadable, lost_events: declared.unreadable, ..Families::default() };
    let mut events: HashMap<String, Vec<Event>> = HashMap::new();
    for FamilyEvents { family, events: mut section } in declared.items {
        if !families.knows(&family.text) {
            lowered.lost_events = true;
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
    // Where events have this name only, the declared one may be the slip; unless this can be no name at all.
    let is_slip =
        |meant: &Suggestion<'_>| with_events.contains(meant.word) || !declare::Form::UpperCamel.accepts(&name.text);
    let spelling = meant.filter(is_slip).map(|_| Spelling::Bare);
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
            Given::Value(list) => Inherited::Owners(publishers.resolve(list, owner, reporter)),
            Given::Unreadable => Inherited::Owners(Vec::new()),
            Given::Absent => Inherited::Nobody,
        };
        if events.is_empty() {
            let declared = self.known_events.get(&family.name.text);
            let declares_none = declared.is_none_or(|events| events.known.is_empty() && !events.unreadable);
            if declares_none && !self.lost_events {
                reporter.report(no_events(&family.name));
            }
            return;
        }

        let index = FamilyIndex(self.defs.len());
        let first = self.events.len();
        let present = match events.iter().any(|event| !event.was.is_empty()) {
            true => events.iter().map(|it| (it.name.text.clone(), it.name.span.clone())).collect(),
            false => HashMap::new(),
        };
        let module = family.name.text.to_snake_case();
        let mut builder = Builder {
            index,
            module: &module,
            retention: family.retention,
            inherited,
            publishers,
            types,
            present,
            former: HashMap::new(),
        };
        for event in events {
            self.event_names.insert((index, event.name.text.clone()), EventIndex(self.events.len()));
            self.events.push(builder.event(event, reporter));
        }
        self.names.insert(family.name.text.clone(), index);
        self.defs.push(FamilyDef {
            enum_name: enum_name(&family),
            module,
            name: family.name,
            doc: family.doc,
            events: first..self.events.len(),
        });
    }
}

/// A family has events.
fn no_events(family: &Name) -> Problem {
    let name = &family.text;
    Problem::new(Code::EmptyFamily, family.span.clone(), format!("family {} has no events", quoted(name)))
        .label("no events are declared for it")
        .help(format!("declare one, `[events.{name}.{name}Created]` say, or remove the family"))
}

/// The owners that a family gives its events.
enum Inherited {
    Nobody,
    /// May be empty beside a reported problem.
    Owners(Vec<PublisherIndex>),
}

/// Builds the events of one family.
struct Builder<'a> {
    index: FamilyIndex,
    module: &'a str,
    retention: Option<Duration>,
    inherited: Inherited,
    publishers: &'a Publishers,
    types: &'a Types,
    present: HashMap<String, crate::model::Span>,
    former: HashMap<String, crate::model::Span>,
}

impl Builder<'_> {
    fn event(&mut self, event: declare::Event, reporter: &mut Reporter) -> DraftEvent {
        let owner = Owner { name: &event.name, noun: "event" };
        let published_by = self.owners(&event.published_by, owner, reporter);
        let (fields, lost) = fields::lower(event.fields, owner, self.types, reporter);
        let was = self.former_names(event.was, owner, reporter);
        let def = EventDef {
            view: view_name(self.module, &event.name.text),
            holds_floats: fields.iter().any(|field| self.types.holds_floats(&field.ty)),
            name: event.name,
            family: self.index,
            when: event.when,
            doc: event.doc,
            published_by,
            fields,
            time: None,
            keys: Vec::new(),
            rust: event.rust,
            version: event.version,
            retention: event.retention.or(self.retention),
            was,
            deprecated: event.deprecated,
        };
        let aliases = match event.keys {
            Given::Value(aliases) => aliases.entries,
            Given::Absent | Given::Unreadable => Vec::new(),
        };
        DraftEvent { def, time: event.time, aliases, lost }
    }

    /// Every event has at least one publisher, of its own or from its family.
    fn owners(&self, owners: &Given<List>, owner: Owner<'_>, reporter: &mut Reporter) -> Vec<PublisherIndex> {
        match (owners, &self.inherited) {
            (Given::Value(list), _) => self.publishers.resolve(list, owner, reporter),
            (Given::Unreadable, _) => Vec::new(),
            (Given::Absent, Inherited::Owners(inherited)) => inherited.clone(),
            (Given::Absent, Inherited::Nobody) => {
                let message = format!("nobody may publish {}", quoted(&owner.name.text));
                let problem = Problem::new(Code::NobodyPublishes, owner.name.span.clone(), message)
                    .label("`published_by` is missing here and in the family")
                    .help("add `published_by = [\"..\"]` to the event or to its family");
                reporter.report(problem);
                Vec::new()
            }
        }
    }

    fn former_names(&mut self, was: Vec<Name>, owner: Owner<'_>, reporter: &mut Reporter) -> Vec<Name> {
        if was.is_empty() {
            return was;
        }
        let present = std::mem::take(&mut self.present);
        let former = std::mem::take(&mut self.former);
        let mut names = FormerNames { present, former, owner };
        let was = names.keep(was, reporter);
        (self.present, self.former) = (names.present, names.former);
        was
    }
}
