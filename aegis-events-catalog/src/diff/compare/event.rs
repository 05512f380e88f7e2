//! One event of both catalogs: its texts, deprecation, hand-written struct and retention.

use std::time::Duration;

use super::{Both, Compare, Rule, with_texts};
use crate::diff::spell;
use crate::model::EventDef;

impl Compare<'_> {
    pub(super) fn event(&mut self, both: Both<'_>, at: usize, old: &EventDef, new: &EventDef) {
        if old.when != new.when {
            let draft = both.draft(Rule::WhenChanged, format!("the `when` of `{}` has changed", both.item));
            self.add(with_texts(draft, Some(&old.when), Some(&new.when)));
        }
        self.doc(both, old.doc.as_deref(), new.doc.as_deref());
        self.deprecated(both, old.deprecated.as_deref(), new.deprecated.as_deref());
        self.owners(both, old, new);
        self.rust_path(both, old, new);
        self.retention(both, old.retention, new.retention);
        self.payload(both, at, old, new);
    }

    fn deprecated(&mut self, both: Both<'_>, old: Option<&str>, new: Option<&str>) {
        let item = both.item;
        let (rule, message) = match (old, new) {
            (None, Some(new)) => (Rule::DeprecatedAdded, format!("`{item}` is deprecated: {}", spell::text(new))),
            (Some(_), None) => (Rule::DeprecatedRemoved, format!("`{item}` is no longer deprecated")),
            (Some(old), Some(new)) if old != new => {
                (Rule::DeprecatedChanged, format!("`{item}` has another note of deprecation: {}", spell::text(new)))
            }
            _ => return,
        };
        self.add(with_texts(both.draft(rule, message), old, new));
    }

    fn rust_path(&mut self, both: Both<'_>, old: &EventDef, new: &EventDef) {
        let text = |event: &EventDef| event.rust.as_ref().map(|path| path.text.clone());
        let (old, new) = (text(old), text(new));
        let item = both.item;
        let (rule, message) = match (&old, &new) {
            (None, Some(new)) => {
                (Rule::RustPathAdded, format!("the struct of `{item}` is now hand-written, at `{new}`"))
            }
            (Some(old), None) => {
                (Rule::RustPathRemoved, format!("the struct of `{item}` is now generated; it was at `{old}`"))
            }
            (Some(old), Some(new)) if old != new => {
                (Rule::RustPathChanged, format!("the struct of `{item}` is now at `{new}`; it was at `{old}`"))
            }
            _ => return,
        };
        self.add(with_texts(both.draft(rule, message), old.as_deref(), new.as_deref()));
    }

    fn retention(&mut self, both: Both<'_>, old: Option<Duration>, new: Option<Duration>) {
        let rule = match (old, new) {
            (old, new) if old == new => return,
            (Some(_), None) => Rule::RetentionRemoved,
            (Some(old), Some(new)) if new > old => Rule::RetentionLengthened,
            _ => Rule::RetentionShortened,
        };
        let (was, is) = (spell::retention(old), spell::retention(new));
        let message = format!("the retention of `{}` has changed from {was} to {is}", both.item);
        self.add(both.draft(rule, message).was(was).is(is));
    }
}
