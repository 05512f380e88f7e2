//! The section `[types]`: changes of a type, with the events that use it.

use std::sync::Arc;

use super::{Both, Compare, Draft, Relation, Rule};
use crate::diff::by_hand::paths_of_shape;
use crate::diff::matching::Matching;
use crate::diff::spell;
use crate::keys;
use crate::model::{TypeDef, TypeShape, ValueDef};

impl Compare<'_> {
    pub(super) fn types(&mut self) {
        let (old, new) = (self.old, self.new);
        for (at, ty) in new.types.iter().enumerate() {
            let before = self.changes.len();
            match self.pairs.types.old_of(at) {
                Some(former) => self.ty(at, &old.types[former], ty),
                None => {
                    let item = item(&ty.name.text);
                    let draft = Draft::new(Rule::TypeAdded, &item, format!("`{item}` is new"));
                    self.add(draft.is(spell::shape(new, &ty.shape)).new_at(&ty.name.span));
                }
            }
            self.changed_types.push(self.has_changed_since(before));
        }
        for at in self.pairs.types.deleted() {
            let ty = &old.types[at];
            let item = item(&ty.name.text);
            let draft = Draft::new(Rule::TypeDeleted, &item, format!("`{item}` is gone"));
            self.add(draft.was(spell::shape(old, &ty.shape)).old(&ty.name.span));
        }
        if self.pairs.types.reordered() {
            self.reordered(keys::TYPES);
        }
    }

    fn ty(&mut self, at: usize, old: &TypeDef, new: &TypeDef) {
        let item = item(&new.name.text);
        let both = Both { item: &item, old: &old.name, new: &new.name };
        let before = self.changes.len();
        self.renamed(both, Rule::TypeRenamed, &self::item(&old.name.text));
        self.shape(both, &old.shape, &new.shape);
        self.doc(both, old.doc.as_deref(), new.doc.as_deref());
        self.users_version(both, at, before);
        if self.changes.len() > before {
            let users: Arc<[String]> = self.names_of(self.users.events(at).iter()).into();
            self.changes[before..].iter_mut().for_each(|change| change.set_users(Arc::clone(&users)));
        }
    }

    fn shape(&mut self, both: Both<'_>, old: &TypeShape, new: &TypeShape) {
        match (old, new) {
            (TypeShape::Record(old), TypeShape::Record(new)) => drop(self.fields(both, None, old, new)),
            (TypeShape::Enumeration(old), TypeShape::Enumeration(new)) => self.values(both, old, new),
            (TypeShape::Newtype(old_is), TypeShape::Newtype(new_is)) if self.is_same(old_is, new_is) => {}
            (TypeShape::Rust { path: old_path, is: old_is }, TypeShape::Rust { path: new_path, is: new_is }) => {
                if old_path.text != new_path.text {
                    let message = format!("the path of `{}` has changed from `{old_path}` to `{new_path}`", both.item);
                    let draft = both.draft(Rule::RustPathChanged, message).was(&old_path.text).is(&new_path.text);
                    self.add(draft);
                }
                if !self.is_same(old_is, new_is) {
                    self.redefined(both, old, new);
                }
            }
            _ => self.redefined(both, old, new),
        }
    }

    /// A type with another definition.
    fn redefined(&mut self, both: Both<'_>, old: &TypeShape, new: &TypeShape) {
        let relation = self.relation_of_shapes(old, new);
        let rule = match relation {
            Relation::Same if paths_of_shape(self.old, old) != paths_of_shape(self.new, new) => Rule::TypeByHand,
            Relation::Same => Rule::TypeReplaced,
            Relation::Widened => Rule::TypeWidened,
            Relation::Narrowed => Rule::TypeNarrowed,
            Relation::Changed => Rule::TypeChanged,
        };
        let (was, is) = (spell::shape(self.old, old), spell::shape(self.new, new));
        self.add(both.draft(rule, relation.describe(both.item, &was, &is)).was(was).is(is));
    }

    fn values(&mut self, both: Both<'_>, old: &[ValueDef], new: &[ValueDef]) {
        let mut values = Matching::by_name(old, new, |it| &it.value.text);
        let respelt = values.link_unique(|at| Some(old[at].variant.as_str()), |at| Some(new[at].variant.as_str()));
        let renamed = in_place(&mut values);
        for (rule, how, pairs) in [(Rule::ValueRespelt, "now spelt", respelt), (Rule::ValueRenamed, "now", renamed)] {
            for (former, at) in pairs {
                let (was, is) = (&old[former].value, &new[at].value);
                let message = format!("the value `{was}` of `{}` is {how} `{is}`", both.item);
                let draft = Draft::new(rule, value_item(both, &new[at]), message).was(&was.text).is(&is.text);
                self.add(draft.old(&was.span).new_at(&is.span));
            }
        }
        for at in values.added() {
            let value = &new[at].value;
            let message = format!("`{}` has a new value, `{value}`", both.item);
            let draft = Draft::new(Rule::ValueAdded, value_item(both, &new[at]), message);
            self.add(draft.is(&value.text).new_at(&value.span));
        }
        for at in values.deleted() {
            let value = &old[at].value;
            let message = format!("`{}` no longer has the value `{value}`", both.item);
            let draft = Draft::new(Rule::ValueRemoved, value_item(both, &old[at]), message).was(&value.text);
            self.add(draft.old(&value.span).gone_from(&both.new.span));
        }
        if values.reordered() {
            let message = format!("the values of `{}` have another order", both.item);
            self.add(both.draft(Rule::ValuesReordered, message));
        }
    }

    /// Events whose payload has changed with a type, but whose version has not.
    fn users_version(&mut self, both: Both<'_>, ty: usize, before: usize) {
        if !self.changes[before..].iter().any(|change| change.rule().breaks_payload()) {
            return;
        }
        let is_as_before = |at: &&usize| {
            let former = self.pairs.events.old_of(**at).map(|former| &self.old.events[former]);
            former.is_some_and(|former| former.version == self.new.events[**at].version)
        };
        let events = self.names_of(self.users.events(ty).iter().filter(is_as_before));
        if !events.is_empty() {
            let of = if events.len() == 1 { "the version of" } else { "the versions of" };
            let message = format!("`{}` has changed, but not {of} {}", both.item, spell::names(&events));
            self.add(both.draft(Rule::VersionNotRaised, message));
        }
    }

    fn names_of<'e>(&self, events: impl Iterator<Item = &'e usize>) -> Vec<String> {
        events.map(|&at| self.new.event_path(&self.new.events[at])).collect()
    }
}

fn item(name: &str) -> String {
    format!("{}.{name}", keys::TYPES)
}

fn value_item(both: Both<'_>, value: &ValueDef) -> String {
    format!("{}.{}", both.item, value.value)
}

/// Links one deleted value and one added value in the same place, if all others are unchanged.
fn in_place(values: &mut Matching) -> Vec<(usize, usize)> {
    match (values.deleted().as_slice(), values.added().as_slice()) {
        ([old], [new]) if old == new => {
            values.link(*old, *new);
            vec![(*old, *new)]
        }
        _ => Vec::new(),
    }
}
