//! Comparison over all releases: rows are permanent, so the newest catalog must read what every earlier one has written.

use std::collections::HashSet;

use super::rule::{Category, Rule};
use super::{Change, compare};
use crate::model::CheckedCatalog;

/// A change between the last of several catalogs and an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReleaseChange {
    /// The index of the earlier catalog in the list.
    pub since: usize,
    /// The change.
    pub change: Change,
}

impl AsRef<Change> for ReleaseChange {
    fn as_ref(&self) -> &Change {
        &self.change
    }
}

/// Compares the last of some catalogs, oldest first, with each earlier one.
///
/// All changes since the previous catalog are returned. Changes since older catalogs are returned if they affect the store and
/// no step in between shows them: for example a field that one release deleted and a later one added again with another type.
/// Changes that the previous catalog already had are not repeated.
///
/// Changes since newer catalogs come first; for each catalog, they have the order of [`compare`]. Fewer than two catalogs have
/// no changes.
#[must_use]
pub fn compare_releases(catalogs: &[&CheckedCatalog]) -> Vec<ReleaseChange> {
    let Some((last, former)) = catalogs.split_last() else { return Vec::new() };
    let Some((before, older)) = former.split_last() else { return Vec::new() };
    let since = older.len();
    let mut changes: Vec<ReleaseChange> =
        compare(before, last).into_iter().map(|change| ReleaseChange { since, change }).collect();
    let mut reported: HashSet<(Rule, String)> = changes.iter().map(|it| mark(&it.change)).collect();
    for (since, release) in older.iter().enumerate().rev() {
        let known: HashSet<(Rule, String)> = compare(release, before).iter().map(mark).collect();
        for change in compare(release, last) {
            let affects_store = change.categories().any(|category| category == Category::Store);
            let mark = mark(&change);
            if affects_store && !known.contains(&mark) && reported.insert(mark) {
                changes.push(ReleaseChange { since, change });
            }
        }
    }
    changes
}

fn mark(change: &Change) -> (Rule, String) {
    (change.rule(), change.item().to_owned())
}
