//! The fields of an event or of a record.

use super::former::FormerNames;
use super::{Both, Compare, Draft, Relation, Rule};
use crate::diff::by_hand;
use crate::diff::former::Named;
use crate::diff::missing;
use crate::diff::pairs::FieldPairs;
use crate::diff::spell;
use crate::model::{FieldDef, FieldType};

impl Compare<'_> {
    /// Compares the fields of two partners, and returns the matching.
    ///
    /// `makers` names the publishers that construct the struct, for an event.
    pub(super) fn fields(
        &mut self,
        owner: Both<'_>,
        makers: Option<&str>,
        old: &[FieldDef],
        new: &[FieldDef],
    ) -> FieldPairs {
        let pairs = FieldPairs::of(old, new);
        for (at, field) in new.iter().enumerate() {
            let item = format!("{}.{}", owner.item, field.name);
            match pairs.fields.old_of(at) {
                Some(former) => {
                    let former = &old[former];
                    self.field(Both { item: &item, old: &former.name, new: &field.name }, former, field);
                }
                None => self.added_field(&item, makers, field),
            }
        }
        for &(former, at) in &pairs.merged {
            let (former, field) = (&old[former], &new[at]);
            let item = format!("{}.{}", owner.item, field.name);
            let message = format!("the `was` of `{item}` names `{}`, which was another field", former.name);
            self.add(Draft::new(Rule::FieldsMerged, item, message).old(&former.name.span).new_at(&field.name.span));
        }
        self.deleted_fields(owner, old, new, &pairs);
        self.former_names_of_fields(owner, old, new, &pairs);
        if pairs.fields.reordered() {
            let message = format!("the fields of `{}` have another order", owner.item);
            self.add(owner.draft(Rule::FieldsReordered, message));
        }
        pairs
    }

    fn added_field(&mut self, item: &str, makers: Option<&str>, field: &FieldDef) {
        let ty = self.new.written_type(&field.ty);
        let (rule, how) = match (&field.default, &field.ty) {
            (Some(default), _) => (Rule::FieldAddedWithDefault, format!("default {}", spell::text(default))),
            (None, FieldType::Option(_)) => (Rule::FieldAddedOptional, "optional".to_owned()),
            (None, _) => (Rule::FieldAddedWithoutDefault, "without a default".to_owned()),
        };
        let message = format!("`{item}` is new: `{ty}`, {how}");
        let hint = makers.map(|makers| format!("the struct is constructed by {makers}"));
        self.add(Draft::new(rule, item, message).is(ty).new_at(&field.name.span).maybe_hint(hint));
    }

    fn deleted_fields(&mut self, owner: Both<'_>, old: &[FieldDef], new: &[FieldDef], pairs: &FieldPairs) {
        let added = pairs.fields.added();
        for at in pairs.deleted() {
            let field = &old[at];
            let ty = self.old.written_type(&field.ty);
            let item = format!("{}.{}", owner.item, field.name);
            let like: Vec<&FieldDef> =
                added.iter().map(|&at| &new[at]).filter(|it| self.is_same(&field.ty, &it.ty)).collect();
            let hint = match like.as_slice() {
                [only] => Some(format!("if it was renamed to `{}`, add `was = [\"{}\"]` there", only.name, field.name)),
                _ => None,
            };
            let draft = Draft::new(Rule::FieldDeleted, &item, format!("`{item}` is gone; it was `{ty}`")).was(ty);
            self.add(draft.old(&field.name.span).gone_from(&owner.new.span).maybe_hint(hint));
        }
    }

    fn former_names_of_fields(&mut self, owner: Both<'_>, old: &[FieldDef], new: &[FieldDef], pairs: &FieldPairs) {
        let successor = |at: usize| {
            let merged = || pairs.merged.iter().find(|(former, _)| *former == at).map(|(_, new)| *new);
            pairs.fields.new_of(at).or_else(merged)
        };
        let drafts = FormerNames {
            rules: [Rule::FieldFormerNameAdded, Rule::FieldFormerNameRemoved, Rule::FieldFormerNameMoved],
            old: &Named::all(old),
            new: &Named::all(new),
            old_item: &|at| old[at].name.text.clone(),
            new_item: &|at| format!("{}.{}", owner.item, new[at].name),
        }
        .drafts(successor, |at| pairs.fields.old_of(at).is_none());
        drafts.into_iter().for_each(|draft| self.add(draft));
    }

    fn field(&mut self, both: Both<'_>, old: &FieldDef, new: &FieldDef) {
        let item = both.item;
        self.renamed(both, Rule::FieldRenamed, &old.name.text);
        self.field_type(both, old, new);
        self.field_default(both, old, new);
        match (old.sensitive, new.sensitive) {
            (false, true) => self.add(both.draft(Rule::SensitiveAdded, format!("`{item}` is now sensitive"))),
            (true, false) => {
                self.add(both.draft(Rule::SensitiveDropped, format!("`{item}` is no longer sensitive")));
            }
            _ => {}
        }
        self.doc(both, old.doc.as_deref(), new.doc.as_deref());
    }

    fn field_type(&mut self, both: Both<'_>, old: &FieldDef, new: &FieldDef) {
        if self.is_same(&old.ty, &new.ty) {
            return;
        }
        let (was, is) = (self.old.written_type(&old.ty), self.new.written_type(&new.ty));
        let draft = |rule, message: String| {
            let draft = Draft::new(rule, both.item, message).was(&was).is(&is);
            draft.old(&old.ty_span).new_at(&new.ty_span)
        };
        let (old_inner, new_inner) = (inside_option(&old.ty), inside_option(&new.ty));
        let mut inner = (&old.ty, &new.ty);
        match (old_inner, new_inner) {
            (None, Some(new_inner)) => {
                let message = format!("`{}` is now optional: it has changed from `{was}` to `{is}`", both.item);
                self.add(draft(Rule::FieldMadeOptional, message));
                inner = (&old.ty, new_inner);
            }
            // `null` is a value of `Json`, so a type that became `Json` still reads it.
            (Some(old_inner), None) if !self.reads_everything(&new.ty, &old.ty) => {
                let message = format!("`{}` is no longer optional: it has changed from `{was}` to `{is}`", both.item);
                self.add(draft(Rule::FieldMadeRequired, message));
                inner = (old_inner, &new.ty);
            }
            _ => {}
        }
        if self.is_same(inner.0, inner.1) {
            return;
        }
        let relation = self.relation(inner.0, inner.1);
        let rule = match relation {
            Relation::Same if by_hand::paths(self.old, inner.0) != by_hand::paths(self.new, inner.1) => {
                Rule::TypeByHand
            }
            Relation::Same => Rule::FieldTypeReplaced,
            Relation::Widened => Rule::FieldTypeWidened,
            Relation::Narrowed => Rule::FieldTypeNarrowed,
            Relation::Changed => Rule::FieldTypeChanged,
        };
        let (was, is) = (self.old.written_type(inner.0), self.new.written_type(inner.1));
        self.add(draft(rule, relation.describe(both.item, &was, &is)));
    }

    fn reads_everything(&self, new: &FieldType, old: &FieldType) -> bool {
        matches!(self.relation(old, new), Relation::Same | Relation::Widened)
    }

    /// The value of a missing field: its default, or `null` for an `Option`.
    fn field_default(&mut self, both: Both<'_>, old: &FieldDef, new: &FieldDef) {
        if old.default == new.default && inside_option(&old.ty).is_some() == inside_option(&new.ty).is_some() {
            return;
        }
        let item = both.item;
        match (missing::json(old), missing::json(new)) {
            (None, Some(is)) if new.default.is_some() => {
                let is = spell::text(is);
                self.add(both.draft(Rule::DefaultAdded, format!("`{item}` now has a default, `{is}`")).is(is));
            }
            // The change to an `Option` is reported already.
            (None, _) => {}
            (Some(was), None) if old.default.is_some() => {
                let was = spell::text(was);
                let message = format!("`{item}` no longer has a default; it was `{was}`");
                self.add(both.draft(Rule::DefaultRemoved, message).was(was));
            }
            // `Json` still reads `null`, but not a missing field.
            (Some(was), None) if self.reads_everything(&new.ty, &old.ty) => {
                let message = format!("`{item}` may no longer be missing; it was `{was}` then");
                let hint = "rows with `null` still decode, but not rows without the field: leave it an `Option`";
                self.add(both.draft(Rule::DefaultRemoved, message).was(was).maybe_hint(Some(hint.to_owned())));
            }
            (Some(_), None) => {}
            (Some(_), Some(_)) if missing::is_read(self.new, old, new) => {}
            (Some(was), Some(is)) => {
                let (was, is) = (spell::text(was), spell::text(is));
                let message = format!("a missing `{item}` was `{was}` and is now `{is}`");
                self.add(both.draft(Rule::DefaultChanged, message).was(was).is(is));
            }
        }
    }
}

fn inside_option(ty: &FieldType) -> Option<&FieldType> {
    match ty {
        FieldType::Option(inner) => Some(inner),
        _ => None,
    }
}
