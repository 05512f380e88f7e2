//! The payload of one event: its fields, version, time and keys.

use super::{Both, Compare, Rule};
use crate::diff::json::{Reader, Reads};
use crate::diff::pairs::FieldPairs;
use crate::diff::spell;
use crate::model::{CheckedCatalog, EventDef, FieldDef, FieldType, KeySource, KeyStep, TypeShape};

impl Compare<'_> {
    pub(super) fn payload(&mut self, both: Both<'_>, at: usize, old: &EventDef, new: &EventDef) {
        let before = self.changes.len();
        let makers: Vec<&str> = new.published_by.iter().map(|it| self.new.publisher(*it).name.text.as_str()).collect();
        let pairs = self.fields(both, Some(&spell::names(&makers)), &old.fields, &new.fields);
        self.version(both, at, before, old.version, new.version);
        self.time(both, &pairs, old, new);
        self.event_keys(both, &pairs, old, new);
    }

    /// Whether rows written as one event read as another.
    pub(super) fn reads_rows(&self, old: &EventDef, new: &EventDef) -> bool {
        let partner = |at: usize| self.pairs.types.old_of(at);
        Reader::new(Reads::Forwards, self.old, self.new, &partner).reads_fields(&new.fields, &old.fields)
    }

    /// `before` is the number of changes before those of the fields.
    fn version(&mut self, both: Both<'_>, at: usize, before: usize, old: u32, new: u32) {
        let item = both.item;
        let is_changed = self.has_changed_since(before)
            || self.users.types(at).iter().any(|ty| self.changed_types.get(ty.0) == Some(&true));
        let is_broken = self.changes[before..].iter().any(|change| change.rule().breaks_payload());
        let (rule, message) = if new < old {
            (Rule::VersionLowered, format!("the version of `{item}` was lowered from {old} to {new}"))
        } else if new > old && !is_changed {
            (
                Rule::VersionRaised,
                format!("the version of `{item}` was raised from {old} to {new}, with the same payload"),
            )
        } else if new == old && is_broken {
            (Rule::VersionNotRaised, format!("the payload of `{item}` has changed, but its version is still {new}"))
        } else {
            return;
        };
        self.add(both.draft(rule, message).was(old.to_string()).is(new.to_string()));
    }

    fn time(&mut self, both: Both<'_>, pairs: &FieldPairs, old: &EventDef, new: &EventDef) {
        let is_same = match (old.time, new.time) {
            (None, None) => true,
            (Some(old), Some(new)) => pairs.fields.are_partners(old, new),
            _ => false,
        };
        if is_same {
            return;
        }
        let source = |event: &EventDef| match event.time.and_then(|at| event.fields.get(at)) {
            Some(field) => field.name.text.clone(),
            None => "the envelope".to_owned(),
        };
        let (was, is) = (source(old), source(new));
        let message = format!("the time of `{}` now comes from `{is}`, not from `{was}`", both.item);
        self.add(both.draft(Rule::TimeChanged, message).was(was).is(is));
    }

    /// The keys that an event carries, and their sources. Added and deleted keys are reported in their own section.
    fn event_keys(&mut self, both: Both<'_>, pairs: &FieldPairs, old: &EventDef, new: &EventDef) {
        let item = both.item;
        for source in &new.keys {
            let Some(former) = self.pairs.keys.old_of(source.key.0) else { continue };
            let (key, path) = (&self.new.key(source.key).name, source.dotted_path());
            let draft = match old.keys.iter().find(|it| it.key.0 == former) {
                None => {
                    let message = format!("`{item}` now carries the key `{key}`, from `{path}`");
                    both.draft(Rule::KeyCarried, message).is(path)
                }
                Some(former) if self.is_same_way(pairs, (old, former), (new, source)) => continue,
                Some(former) => {
                    let was = former.dotted_path();
                    let message = format!("`{item}` now has the key `{key}` from `{path}`, not from `{was}`");
                    both.draft(Rule::KeySourceChanged, message).was(was).is(path)
                }
            };
            self.add(draft);
        }
        for source in &old.keys {
            let Some(successor) = self.pairs.keys.new_of(source.key.0) else { continue };
            if !new.keys.iter().any(|it| it.key.0 == successor) {
                let (key, was) = (&self.new.keys[successor].name, source.dotted_path());
                let message = format!("`{item}` no longer carries the key `{key}`, which it had from `{was}`");
                self.add(both.draft(Rule::KeyDropped, message).was(was));
            }
        }
    }

    /// Whether both paths lead to the same field, if partners count as the same.
    fn is_same_way(&self, pairs: &FieldPairs, old: (&EventDef, &KeySource), new: (&EventDef, &KeySource)) -> bool {
        let (old_path, new_path) = (&old.1.path, &new.1.path);
        let (mut old_fields, mut new_fields) = (old.0.fields.as_slice(), new.0.fields.as_slice());
        let mut inner;
        let mut pairs = pairs;
        if old_path.len() != new_path.len() {
            return false;
        }
        for (old_step, new_step) in old_path.iter().zip(new_path) {
            let (Some(old_at), Some(new_at)) = (place(old_fields, old_step), place(new_fields, new_step)) else {
                return false;
            };
            if !pairs.fields.are_partners(old_at, new_at) {
                return false;
            }
            old_fields = record(self.old, &old_fields[old_at].ty);
            new_fields = record(self.new, &new_fields[new_at].ty);
            inner = FieldPairs::of(old_fields, new_fields);
            pairs = &inner;
        }
        true
    }
}

fn place(fields: &[FieldDef], step: &KeyStep) -> Option<usize> {
    fields.iter().position(|field| field.name.text == step.field)
}

/// The fields of a record, or of an `Option` of one; none for anything else.
fn record<'a>(catalog: &'a CheckedCatalog, ty: &FieldType) -> &'a [FieldDef] {
    match ty {
        FieldType::Option(inner) => record(catalog, inner),
        FieldType::Named(index) => match &catalog.type_def(*index).shape {
            TypeShape::Record(fields) => fields,
            _ => &[],
        },
        _ => &[],
    }
}
