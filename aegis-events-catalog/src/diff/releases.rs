//! Over all releases: rows are there for good, so the last catalog has to read what each former one has written.

use std::collections::HashSet;

use super::rule::{Category, Rule};
use super::{Change, compare};
use crate::model::CheckedCatalog;

/// A change of the last of several catalogs against one of the earlier ones.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReleaseChange {
    /// The place of the earlier catalog in the list.
    pub since: usize,
    /// What differs.
    pub change: Change,
}

impl AsRef<Change> for ReleaseChange {
    fn as_ref(&self) -> &Change {
        &self.change
    }
}

/// Compares the last of some catalogs, oldest first, with each earlier one.
///
/// Against the one before it, everything is told. Against older ones, what concerns the store and what no step in between
/// has shown: a field that one release deleted and a later one added again with another type, say, where each step alone
/// looks as if no row could be wrong. What was there already when the release before the last one was compared is not told
/// again.
///
/// Newest first; of each, in the order of [`compare`]. Fewer than two catalogs have no changes.
pub fn compare_releases(catalogs: &[&CheckedCatalog]) -> Vec<ReleaseChange> {
    let Some((last, former)) = catalogs.split_last() else { return Vec::new() };
    let Some((before, older)) = former.split_last() else { return Vec::new() };
    let since = older.len();
    let mut changes: Vec<ReleaseChange> =
        compare(before, last).into_iter().map(|change| ReleaseChange { since, change }).collect();
    let mut told: HashSet<(Rule, String)> = changes.iter().map(|it| mark(&it.change)).collect();
    for (since, release) in older.iter().enumerate().rev() {
        let known: HashSet<(Rule, String)> = compare(release, before).iter().map(mark).collect();
        for change in compare(release, last) {
            let concerns_the_store = change.categories().any(|category| category == Category::Store);
            let mark = mark(&change);
            if concerns_the_store && !known.contains(&mark) && told.insert(mark) {
                changes.push(ReleaseChange { since, change });
            }
        }
    }
    changes
}

fn mark(change: &Change) -> (Rule, String) {
    (change.rule(), change.item().to_owned())
}
