//! The section `[keys]`.

use super::{Both, Compare, Draft, Rule};
use crate::keys;
use crate::model::{CheckedCatalog, FieldType, KeyDef};

impl Compare<'_> {
    pub(super) fn keys(&mut self) {
        let (old, new) = (self.old, self.new);
        for (at, key) in new.keys.iter().enumerate() {
            let item = item(key);
            let ty = &new.type_def(key.ty).name.text;
            match self.pairs.keys.old_of(at) {
                Some(former) => {
                    let former = &old.keys[former];
                    self.key(Both { item: &item, old: &former.name, new: &key.name }, former, key);
                }
                None => {
                    let draft = Draft::new(Rule::KeyAdded, &item, format!("`{item}` is new, of type `{ty}`"));
                    self.add(draft.is(ty).new_at(&key.name.span));
                }
            }
        }
        for at in self.pairs.keys.deleted() {
            let key = &old.keys[at];
            let (item, ty) = (item(key), &old.type_def(key.ty).name.text);
            let draft = Draft::new(Rule::KeyRemoved, &item, format!("`{item}` is gone; it was of type `{ty}`"));
            self.add(draft.was(ty).old(&key.name.span));
        }
        if self.pairs.keys.reordered() {
            self.reordered(keys::KEYS);
        }
    }

    fn key(&mut self, both: Both<'_>, old: &KeyDef, new: &KeyDef) {
        let item = both.item;
        self.renamed(both, Rule::KeyRenamed, &self::item(old));
        let (was, is) = (&self.old.type_def(old.ty).name.text, &self.new.type_def(new.ty).name.text);
        let (old_column, new_column) = (column(self.old, old), column(self.new, new));
        if old_column != new_column {
            let message = format!("the column of `{item}` has changed from {old_column} to {new_column}");
            let draft = both.draft(Rule::KeyColumnChanged, message);
            self.add(draft.was(format!("{was}, {old_column}")).is(format!("{is}, {new_column}")));
        } else if !self.pairs.types.are_partners(old.ty.0, new.ty.0) {
            let message = format!("the type of `{item}` has changed from `{was}` to `{is}`");
            self.add(both.draft(Rule::KeyTypeChanged, message).was(was).is(is));
        }
    }
}

fn item(key: &KeyDef) -> String {
    format!("{}.{}", keys::KEYS, key.name)
}

/// The column type of a key in PostgreSQL, which distinguishes more types than SQLite.
fn column(catalog: &CheckedCatalog, key: &KeyDef) -> &'static str {
    catalog.sql_column(&FieldType::Named(key.ty)).postgres
}
