//! The sections `[families]` and `[events]`: families, and their added, deleted, renamed, moved and merged events.

use std::collections::HashMap;

use super::former::FormerNames;
use super::{Both, Compare, Draft, Rule};
use crate::diff::former::Named;
use crate::diff::matching::is_reordered;
use crate::diff::pairs::likeness;
use crate::diff::spell;
use crate::keys;
use crate::model::{CheckedCatalog, EventDef, FamilyDef};

impl Compare<'_> {
    pub(super) fn families(&mut self) {
        let (old, new) = (self.old, self.new);
        for (at, family) in new.families.iter().enumerate() {
            match self.pairs.families.old_of(at) {
                Some(former) => self.family(former, &old.families[former], family),
                None => self.added_family(family),
            }
        }
        for at in self.pairs.families.deleted() {
            let family = &old.families[at];
            let gone: Vec<&str> = family
                .events
                .clone()
                .filter(|&event| self.pairs.events.new_of(event).is_none())
                .map(|event| old.events[event].name.text.as_str())
                .collect();
            let with = if gone.is_empty() { String::new() } else { format!(", with {}", spell::names(&gone)) };
            let message = format!("family `{}` is gone{with}", family.name);
            self.add(Draft::new(Rule::FamilyDeleted, &family.name.text, message).old(&family.name.span));
        }
        if self.pairs.families.reordered() {
            self.reordered(keys::FAMILIES);
        }
    }

    fn added_family(&mut self, family: &FamilyDef) {
        let new = self.new;
        let (came, added): (Vec<usize>, Vec<usize>) =
            family.events.clone().partition(|&event| self.pairs.events.old_of(event).is_some());
        let names: Vec<&str> = added.iter().map(|&event| new.events[event].name.text.as_str()).collect();
        let with = if names.is_empty() { String::new() } else { format!(", with {}", spell::names(&names)) };
        let message = format!("family `{}` is new{with}", family.name);
        self.add(Draft::new(Rule::FamilyAdded, &family.name.text, message).new_at(&family.name.span));
        for event in came {
            self.event_of_both(event);
        }
    }

    fn family(&mut self, former: usize, old: &FamilyDef, new: &FamilyDef) {
        let item = new.name.text.as_str();
        let both = Both { item, old: &old.name, new: &new.name };
        if old.name.text != new.name.text {
            let message = format!("family `{item}` was renamed from `{}`", old.name);
            self.add(both.draft(Rule::FamilyRenamed, message).was(&old.name.text).is(item));
        }
        let follows = |family: &FamilyDef| family.enum_name == format!("{}Event", family.name);
        if old.enum_name != new.enum_name && !(old.name.text != new.name.text && follows(old) && follows(new)) {
            let (was, is) = (&old.enum_name, &new.enum_name);
            let message = format!("the enum of family `{item}` was renamed from `{was}` to `{is}`");
            self.add(both.draft(Rule::FamilyEnumRenamed, message).was(was).is(is));
        }
        self.doc(both, old.doc.as_deref(), new.doc.as_deref());
        self.events_of(both, former, old, new);
    }

    fn events_of(&mut self, both: Both<'_>, former: usize, old: &FamilyDef, new: &FamilyDef) {
        for event in new.events.clone() {
            match self.pairs.events.old_of(event) {
                Some(_) => self.event_of_both(event),
                None => {
                    let event = &self.new.events[event];
                    let item = self.new.event_path(event);
                    let draft = Draft::new(Rule::EventAdded, &item, format!("`{item}` is new"));
                    self.add(draft.new_at(&event.name.span));
                }
            }
        }
        self.deleted_events(both, old, new);
        self.former_names(old, new);
        let stayed = new.events.clone().filter_map(|event| self.pairs.events.old_of(event));
        if is_reordered(stayed.filter(|&event| self.old.events[event].family.0 == former)) {
            let message = format!("the events of family `{}` have another order", both.item);
            self.add(both.draft(Rule::DeclarationsReordered, message));
        }
    }

    fn event_of_both(&mut self, at: usize) {
        let Some(former) = self.pairs.events.old_of(at) else { return };
        let (old, new) = (&self.old.events[former], &self.new.events[at]);
        let (was, item) = (self.old.event_path(old), self.new.event_path(new));
        let both = Both { item: &item, old: &old.name, new: &new.name };
        if self.pairs.families.new_of(old.family.0) != Some(new.family.0) {
            let message = format!("`{item}` was moved from another family, where it was `{was}`");
            self.add(both.draft(Rule::EventMoved, message).was(was).is(&item));
        } else {
            self.renamed(both, Rule::EventRenamed, &old.name.text);
        }
        self.event(both, at, old, new);
    }

    fn deleted_events(&mut self, family: Both<'_>, old: &FamilyDef, new: &FamilyDef) {
        let mut gone: Vec<usize> =
            old.events.clone().filter(|&event| self.pairs.events.new_of(event).is_none()).collect();
        if gone.is_empty() {
            return;
        }
        for (former, at) in self.merged_in(old) {
            self.merged_event(former, at);
            gone.retain(|&event| event != former);
        }
        let mut like: HashMap<Vec<String>, Vec<&EventDef>> = HashMap::new();
        for event in new.events.clone().filter(|&event| self.pairs.events.old_of(event).is_none()) {
            let event = &self.new.events[event];
            like.entry(likeness(self.new, event)).or_default().push(event);
        }
        for event in gone.into_iter().map(|event| &self.old.events[event]) {
            let item = format!("{}.{}", family.item, event.name);
            let hint = match like.get(&likeness(self.old, event)).map(Vec::as_slice) {
                Some([only]) => {
                    let now = self.new.event_path(only);
                    Some(format!(
                        "if it was renamed to `{now}`, which has the same fields, add `was = [\"{}\"]` there",
                        event.name
                    ))
                }
                _ => None,
            };
            let draft = Draft::new(Rule::EventDeleted, &item, format!("`{item}` is gone"));
            self.add(draft.old(&event.name.span).gone_from(&family.new.span).maybe_hint(hint));
        }
    }

    fn merged_in(&self, old: &FamilyDef) -> Vec<(usize, usize)> {
        self.pairs.merged.iter().filter(|(former, _)| old.events.contains(former)).copied().collect()
    }

    fn merged_event(&mut self, former: usize, at: usize) {
        let (old, new) = (&self.old.events[former], &self.new.events[at]);
        let item = self.new.event_path(new);
        let (rule, how) = if self.reads_rows(old, new) {
            (Rule::EventsMerged, "takes over the rows of")
        } else {
            (Rule::EventsMergedUnreadable, "claims, but cannot read, the rows of")
        };
        let message = format!("`{item}` {how} the deleted event `{}`", self.old.event_path(old));
        let draft = Draft::new(rule, item, message).was(&old.name.text);
        self.add(draft.old(&old.name.span).new_at(&new.name.span));
    }

    fn former_names(&mut self, old: &FamilyDef, new: &FamilyDef) {
        let merged: HashMap<usize, usize> = self.merged_in(old).into_iter().collect();
        let successor = |at: usize| {
            let event = old.events.start + at;
            let successor = self.pairs.events.new_of(event).or_else(|| merged.get(&event).copied())?;
            new.events.contains(&successor).then(|| successor - new.events.start)
        };
        let is_new = |at: usize| {
            let former = self.pairs.events.old_of(new.events.start + at);
            former.is_none_or(|former| !old.events.contains(&former))
        };
        let (old_named, new_named) = (named(self.old, old), named(self.new, new));
        let drafts = FormerNames {
            rules: [Rule::FormerNameAdded, Rule::FormerNameRemoved, Rule::FormerNameMoved],
            old: &old_named,
            new: &new_named,
            old_item: &|at| self.old.event_path(&self.old.events[old.events.start + at]),
            new_item: &|at| self.new.event_path(&self.new.events[new.events.start + at]),
        }
        .drafts(successor, is_new);
        drafts.into_iter().for_each(|draft| self.add(draft));
    }
}

fn named<'a>(catalog: &'a CheckedCatalog, family: &FamilyDef) -> Vec<Named<'a>> {
    let events = &catalog.events[family.events.clone()];
    events.iter().map(|event| Named { name: &event.name, was: &event.was }).collect()
}
