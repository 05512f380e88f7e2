//! Former names that were added, removed or given to something else: of events and of fields alike.

use super::{Draft, Rule};
use crate::diff::former::{FormerNameChange, Named, former_name_changes};

/// The events of a family, or the fields of a record, in both catalogs.
pub(super) struct FormerNames<'a> {
    /// For a former name that was added, removed, moved.
    pub(super) rules: [Rule; 3],
    pub(super) old: &'a [Named<'a>],
    pub(super) new: &'a [Named<'a>],
    /// What messages call the former owner of a name, by place.
    pub(super) old_item: &'a dyn Fn(usize) -> String,
    pub(super) new_item: &'a dyn Fn(usize) -> String,
}

impl FormerNames<'_> {
    /// The changes. `successor` is as for [`former_name_changes`]. Of something that `is_new`, added names are no change: it may have any
    /// former names from before the old catalog.
    pub(super) fn drafts(
        &self,
        successor: impl Fn(usize) -> Option<usize>,
        is_new: impl Fn(usize) -> bool,
    ) -> Vec<Draft> {
        let [added, removed, moved] = self.rules;
        let (item, place) = (self.new_item, |at: usize| &self.new[at].name.span);
        let draft = |change: FormerNameChange<'_>| match change {
            FormerNameChange::Added { new: at, .. } if is_new(at) => None,
            FormerNameChange::Added { new: at, name } => {
                let message = format!("`{}` has another former name, `{name}`", item(at));
                Some(Draft::new(added, item(at), message).new_at(&name.span))
            }
            FormerNameChange::Removed { new: at, name } => {
                let message = format!("`{}` no longer has the former name `{name}`", item(at));
                Some(Draft::new(removed, item(at), message).old(&name.span).gone_from(place(at)))
            }
            FormerNameChange::Moved { old, holder, name } => {
                let of = (self.old_item)(old);
                let message = format!("`{}` now has `{name}`, a former name of `{of}`", item(holder));
                Some(Draft::new(moved, item(holder), message).old(&name.span).new_at(place(holder)))
            }
        };
        former_name_changes(self.old, self.new, successor).into_iter().filter_map(draft).collect()
    }
}
