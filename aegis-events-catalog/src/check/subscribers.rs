//! Each subscriber consumes something, names every event once, and has a view whose variants have different names.

use hashbrown::HashMap;

use crate::declare::{self, Section};
use crate::lower::{DraftEvent, DraftSubscriber, Target};
use crate::model::{FamilyDef, Interest, Name, Span, SubscriberDef};
use crate::problem::{Code, Fix, Owner, Problem, Reporter, quoted};

/// A subscriber consumes something.
pub(super) fn consume_something(subscribers: &Section<declare::Subscriber>, reporter: &mut Reporter) {
    for it in &subscribers.items {
        if let Some(list) = &it.consumes
            && list.entries.is_empty()
            && !list.incomplete
        {
            let message = format!("subscriber {} consumes nothing", quoted(&it.name.text));
            let problem = Problem::new(Code::ConsumesNothing, list.span.clone(), message)
                .label("expected at least one entry")
                .help("name families, events as `Family.Event`, or `\"*\"` for everything");
            reporter.report(owner(&it.name).explain(problem));
        }
    }
}

fn owner(name: &Name) -> Owner<'_> {
    Owner { name, noun: "subscriber" }
}

/// The rules of subscribers whose entries are resolved.
pub(super) struct Rules<'a> {
    pub(super) families: &'a [FamilyDef],
    pub(super) events: &'a [DraftEvent],
    pub(super) reporter: &'a mut Reporter,
}

impl Rules<'_> {
    /// The subscriber, if it has a sound entry.
    pub(super) fn subscriber(&mut self, draft: DraftSubscriber) -> Option<SubscriberDef> {
        let DraftSubscriber { name, consumes, delivery, doc } = draft;
        let kept = self.without_redundant(consumes, owner(&name));
        let interests = self.name_variants(kept, owner(&name));
        (!interests.is_empty()).then_some(SubscriberDef { name, interests, delivery, doc })
    }

    /// A subscriber names every event once: no entry repeats another, no event is listed together with its family, and `*` is
    /// the only entry.
    fn without_redundant(&mut self, targets: Vec<(Target, Span)>, owner: Owner<'_>) -> Vec<(Target, Span)> {
        let mut first: HashMap<Target, Span> = HashMap::new();
        for (target, span) in &targets {
            first.entry(*target).or_insert_with(|| span.clone());
        }
        let mut kept = Vec::new();
        for (target, span) in targets {
            let family = match target {
                Target::Event(index) => self.events.get(index.0).map(|it| Target::Family(it.def.family)),
                _ => None,
            };
            let covering = [Some(Target::Everything), family, Some(target)];
            let covering = covering.into_iter().flatten().find_map(|it| first.get(&it).map(|span| (it, span)));
            match covering {
                Some((by, other)) if *other != span => {
                    let (message, remark) = match (by == target, by) {
                        (true, _) => ("this entry is listed twice", "first listed here"),
                        (_, Target::Everything) => ("`*` is not the only entry", "covers everything"),
                        _ => ("this event is consumed with its family", "covers the event"),
                    };
                    let problem = Problem::new(Code::RedundantInterest, span, message)
                        .label("adds nothing")
                        .context(other, remark)
                        .help("remove this entry")
                        .maybe_fix(Some(Fix::RemoveEntry));
                    self.reporter.report(owner.explain(problem));
                }
                _ => kept.push((target, span)),
            }
        }
        kept
    }

    /// A view has a variant per family and per single event, named like it. If two names are equal, that of the event is
    /// `<Family><Event>`.
    fn name_variants(&mut self, entries: Vec<(Target, Span)>, owner: Owner<'_>) -> Vec<Interest> {
        let short = |target: &Target| match target {
            Target::Everything => "",
            Target::Family(index) => self.families[index.0].name.text.as_str(),
            Target::Event(index) => self.events[index.0].def.name.text.as_str(),
        };
        let mut uses: HashMap<&str, usize> = HashMap::new();
        for (target, _) in &entries {
            *uses.entry(short(target)).or_default() += 1;
        }
        let mut taken: HashMap<String, Span> = HashMap::new();
        let mut interests = Vec::new();
        for (target, span) in &entries {
            let name = short(target);
            let variant = match target {
                Target::Event(index) if uses.get(name).is_some_and(|uses| *uses > 1) => {
                    let family = self.events[index.0].def.family;
                    format!("{}{name}", self.families[family.0].name)
                }
                _ => name.to_owned(),
            };
            if let Some(other) = taken.get(&variant) {
                let message = format!("two variants of the view of {} would be `{variant}`", quoted(&owner.name.text));
                let problem = Problem::new(Code::NamesCollide, span.clone(), message)
                    .label(format!("`{variant}` is taken"))
                    .context(other, format!("`{variant}` comes from here"))
                    .help("consume the whole family instead, or rename the event");
                self.reporter.report(owner.explain(problem));
                continue;
            }
            taken.insert(variant.clone(), span.clone());
            interests.push(match *target {
                Target::Everything => Interest::Everything,
                Target::Family(family) => Interest::Family { family, variant },
                Target::Event(event) => Interest::Event { event, variant },
            });
        }
        interests
    }
}
