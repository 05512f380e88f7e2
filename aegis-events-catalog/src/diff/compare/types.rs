//! The section `[types]`: what changes in a type is told at the type, with the events that use it.

use super::{Both, Compare, Draft, Relation, Rule};
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
            self.changed_types.push(self.changes.len() > before);
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
        if old.name.text != new.name.text {
            let message = format!("`{item}` was `{}`", self::item(&old.name.text));
            self.add(both.draft(Rule::TypeRenamed, message).was(&old.name.text).is(&new.name.text));
        }
        self.shape(both, at, &old.shape, &new.shape);
        self.doc(both, old.doc.as_deref(), new.doc.as_deref());
        self.users_version(both, at, before);
    }

    fn shape(&mut self, both: Both<'_>, at: usize, old: &TypeShape, new: &TypeShape) {
        match (old, new) {
            (TypeShape::Record(old), TypeShape::Record(new)) => drop(self.fields(both, old, new)),
            (TypeShape::Enumeration(old), TypeShape::Enumeration(new)) => self.values(both, at, old, new),
            (TypeShape::Newtype(old_is), TypeShape::Newtype(new_is)) if self.is_same(old_is, new_is) => {}
            (TypeShape::Rust { path: old_path, is: old_is }, TypeShape::Rust { path: new_path, is: new_is }) => {
                if old_path.text != new_path.text {
                    let message = format!("`{}` is `{new_path}` now, and was `{old_path}`", both.item);
                    let draft = both.draft(Rule::RustPathChanged, message).was(&old_path.text).is(&new_path.text);
                    self.add(draft);
                }
                if !self.is_same(old_is, new_is) {
                    self.made_otherwise(both, at, old, new);
                }
            }
            _ => self.made_otherwise(both, at, old, new),
        }
    }

    /// A type that is made of something else.
    fn made_otherwise(&mut self, both: Both<'_>, at: usize, old: &TypeShape, new: &TypeShape) {
        let (rule, how) = match self.relation_of_shapes(old, new) {
            Relation::Same => (Rule::TypeReplaced, "has become, with the same JSON,"),
            Relation::Widened => (Rule::TypeWidened, "has been widened to"),
            Relation::Narrowed => (Rule::TypeNarrowed, "has been narrowed to"),
            Relation::Changed => (Rule::TypeChanged, "has become"),
        };
        let (was, is) = (spell::shape(self.old, old), spell::shape(self.new, new));
        let message = format!("`{}`, `{was}`, {how} `{is}`; {}", both.item, self.used_by(at));
        self.add(both.draft(rule, message).was(was).is(is));
    }

    /// The events that use a type, in words.
    fn used_by(&self, ty: usize) -> String {
        let events: Vec<String> =
            self.users.events(ty).iter().map(|&at| spell::event(self.new, &self.new.events[at])).collect();
        match events.as_slice() {
            [] => "no event uses it".to_owned(),
            events => format!("it is used by {}", spell::names(events)),
        }
    }

    fn values(&mut self, both: Both<'_>, at: usize, old: &[ValueDef], new: &[ValueDef]) {
        let text = |it: &ValueDef| it.value.text.clone();
        let mut values = Matching::by_name(old.iter().map(text), new.iter().map(text));
        let used_by = self.used_by(at);
        let respelt = values.link_unique(|at| Some(old[at].variant.as_str()), |at| Some(new[at].variant.as_str()));
        let renamed = in_place(&mut values);
        for (rule, how, pairs) in
            [(Rule::ValueRespelt, "is spelt", respelt), (Rule::ValueRenamed, "has become", renamed)]
        {
            for (former, at) in pairs {
                let (was, is) = (&old[former].value, &new[at].value);
                let message = format!("the value `{was}` of `{}` {how} `{is}`; {used_by}", both.item);
                let draft = Draft::new(rule, value_item(both, &new[at]), message).was(&was.text).is(&is.text);
                self.add(draft.old(&was.span).new_at(&is.span));
            }
        }
        for at in values.added() {
            let value = &new[at].value;
            let message = format!("`{}` has one more value, `{value}`; {used_by}", both.item);
            let draft = Draft::new(Rule::ValueAdded, value_item(both, &new[at]), message);
            self.add(draft.is(&value.text).new_at(&value.span));
        }
        for at in values.deleted() {
            let value = &old[at].value;
            let message = format!("`{}` has lost the value `{value}`; {used_by}", both.item);
            let draft = Draft::new(Rule::ValueRemoved, value_item(both, &old[at]), message).was(&value.text);
            self.add(draft.old(&value.span).gone_from(&both.new.span));
        }
        if values.reordered() {
            let message = format!("the values of `{}` come in another order", both.item);
            self.add(both.draft(Rule::ValuesReordered, message));
        }
    }

    /// Events whose payload has changed with a type, but not their version.
    fn users_version(&mut self, both: Both<'_>, ty: usize, before: usize) {
        if !self.changes[before..].iter().any(|change| change.rule().breaks_payload()) {
            return;
        }
        let is_as_before = |at: &&usize| {
            let former = self.pairs.events.old_of(**at).map(|former| &self.old.events[former]);
            former.is_some_and(|former| former.version == self.new.events[**at].version)
        };
        let events: Vec<String> = self
            .users
            .events(ty)
            .iter()
            .filter(is_as_before)
            .map(|&at| spell::event(self.new, &self.new.events[at]))
            .collect();
        if !events.is_empty() {
            let of = if events.len() == 1 { "the version of" } else { "the versions of" };
            let message = format!("`{}` has changed, and {of} {} not", both.item, spell::names(&events));
            self.add(both.draft(Rule::VersionNotRaised, message));
        }
    }
}

fn item(name: &str) -> String {
    format!("{}.{name}", keys::TYPES)
}

fn value_item(both: Both<'_>, value: &ValueDef) -> String {
    format!("{}.{}", both.item, value.value)
}

/// Makes partners of one value that is gone and one that is new in its place, all others being the same.
fn in_place(values: &mut Matching) -> Vec<(usize, usize)> {
    match (values.deleted().as_slice(), values.added().as_slice()) {
        ([old], [new]) if old == new => {
            values.link(*old, *new);
            vec![(*old, *new)]
        }
        _ => Vec::new(),
    }
}
