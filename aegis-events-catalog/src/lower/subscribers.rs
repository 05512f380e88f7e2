//! Subscribers: the families and events that they consume.

use aegis_events_suggest::Suggestion;
use hashbrown::HashMap;

use super::draft::{DraftSubscriber, Target};
use super::events::Families;
use crate::declare::{self, List, Section};
use crate::keys;
use crate::model::{FamilyIndex, Name, Span};
use crate::problem::{Code, Owner, Problem, Reporter, Spelling, quoted};

/// Resolves what each subscriber consumes.
pub(super) fn lower(
    section: Section<declare::Subscriber>,
    families: &Families,
    reporter: &mut Reporter,
) -> Vec<DraftSubscriber> {
    let bare_events = BareEvents::of(families);
    let lower = |it: declare::Subscriber| {
        let declare::Subscriber { name, consumes, delivery, doc } = it;
        let owner = Owner { name: &name, noun: "subscriber" };
        let consumes = Resolver { families, bare_events: &bare_events, owner, reporter }.resolve(&consumes?);
        Some(DraftSubscriber { name, consumes, delivery, doc })
    };
    section.items.into_iter().filter_map(lower).collect()
}

/// The families with an event of each name, for entries without a family.
struct BareEvents<'a> {
    families: HashMap<&'a str, Vec<&'a str>>,
}

impl<'a> BareEvents<'a> {
    fn of(families: &'a Families) -> Self {
        let mut found: HashMap<&str, Vec<&str>> = HashMap::new();
        for family in &families.defs {
            for event in &families.events[family.events.clone()] {
                found.entry(&event.def.name.text).or_default().push(&family.name.text);
            }
        }
        BareEvents { families: found }
    }

    /// "did you mean `Family.Event`?"; with several families, none is certain.
    fn suggest(&self, event: &str, is_certain: bool, problem: Problem) -> Option<Problem> {
        Some(match self.families.get(event)?.as_slice() {
            [family] => suggest_path(problem, &format!("{family}.{event}"), is_certain),
            families => {
                let paths: Vec<String> = families.iter().take(3).map(|family| format!("`{family}.{event}`")).collect();
                problem.help(format!("did you mean {}?", paths.join(" or ")))
            }
        })
    }
}

fn suggest_path(problem: Problem, path: &str, is_certain: bool) -> Problem {
    problem.suggest(Some(Suggestion { word: path, is_certain }), Some(Spelling::Quoted))
}

struct Resolver<'a> {
    families: &'a Families,
    bare_events: &'a BareEvents<'a>,
    owner: Owner<'a>,
    reporter: &'a mut Reporter,
}

impl Resolver<'_> {
    fn resolve(mut self, list: &List) -> Vec<(Target, Span)> {
        let mut targets = Vec::new();
        for entry in &list.entries {
            targets.extend(self.target(entry).map(|target| (target, entry.span.clone())));
        }
        targets
    }

    fn target(&mut self, entry: &Name) -> Option<Target> {
        if entry.text == keys::EVERYTHING {
            return Some(Target::Everything);
        }
        let (family, event) = match entry.text.split_once('.') {
            Some((family, event)) => (family, Some(event)),
            None => (entry.text.as_str(), None),
        };
        if !well_formed(family) || event.is_some_and(|event| !well_formed(event)) {
            self.ill_formed(entry, family, event);
            return None;
        }
        match (self.families.family(family), event) {
            (Some(index), None) => return Some(Target::Family(index)),
            (Some(index), Some(event)) => {
                if let Some(index) = self.families.event(index, event) {
                    return Some(Target::Event(index));
                }
                if !self.families.knows_event(family, event) {
                    self.unknown_event(entry, family, event, index);
                }
            }
            (None, _) if self.families.knows(family) => {}
            (None, event) => self.unknown_family(entry, family, event),
        }
        None
    }

    fn ill_formed(&mut self, entry: &Name, family: &str, event: Option<&str>) {
        let message = format!("{} is not a family or an event", quoted(&entry.text));
        let problem =
            Problem::new(Code::BadValue, entry.span.clone(), message).label("expected `Family` or `Family.Event`");
        let problem = match (event, self.well_formed(family, event)) {
            (Some("*"), _) => problem
                .help(format!("write {} for the whole family", quoted(&format!("\"{family}\""))))
                .write(family, Spelling::Quoted),
            (_, Some(path)) => suggest_path(problem, &path, true),
            _ => problem.help("write a family, an event as `Family.Event`, or `\"*\"` for everything"),
        };
        self.report(problem);
    }

    /// The only path that an ill-formed one can mean.
    fn well_formed(&self, family: &str, event: Option<&str>) -> Option<String> {
        let certain = |meant: &Suggestion<'_>| meant.is_certain;
        let family = match self.families.names().find(|known| *known == family) {
            Some(known) => known,
            None => self.reporter.closest(family, self.families.names()).filter(certain)?.word,
        };
        let Some(event) = event else {
            return Some(family.to_owned());
        };
        let index = self.families.family(family)?;
        let event = match self.families.event(index, event) {
            Some(_) => event,
            None => self.reporter.closest(event, self.families.event_names(index)).filter(certain)?.word,
        };
        Some(format!("{family}.{event}"))
    }

    fn unknown_event(&mut self, entry: &Name, family: &str, event: &str, index: FamilyIndex) {
        let message = format!("family {} has no event {}", quoted(family), quoted(event));
        let problem = Problem::new(Code::UnknownEvent, entry.span.clone(), message)
            .label(format!("not declared under [events.{family}]"));
        let problem = match self.reporter.closest(event, self.families.event_names(index)) {
            Some(meant) => suggest_path(problem, &format!("{family}.{}", meant.word), meant.is_certain),
            // The family exists, and the event may have been deleted: an event of another family is a guess.
            None => self.bare_events.suggest(event, false, problem.clone()).unwrap_or(problem),
        };
        self.report(problem);
    }

    fn unknown_family(&mut self, entry: &Name, family: &str, event: Option<&str>) {
        let problem =
            Problem::new(Code::UnknownFamily, entry.span.clone(), format!("unknown family {}", quoted(family)))
                .label("not declared under [families]");
        let meant = self.reporter.closest(family, self.families.names());
        let problem = match (event, meant) {
            (Some(event), Some(meant)) => suggest_path(problem, &format!("{}.{event}", meant.word), meant.is_certain),
            (event, meant) => self
                .bare_events
                .suggest(event.unwrap_or(family), event.is_none(), problem.clone())
                .unwrap_or_else(|| problem.suggest(meant, Some(Spelling::Quoted))),
        };
        self.report(problem);
    }

    fn report(&mut self, problem: Problem) {
        self.reporter.report(self.owner.explain(problem));
    }
}

fn well_formed(name: &str) -> bool {
    declare::Form::UpperCamel.accepts(name)
}
