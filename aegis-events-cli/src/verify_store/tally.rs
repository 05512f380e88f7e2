//! Results of the rows, per event and field. The size depends on the catalog, not on the history.

use std::collections::{BTreeMap, BTreeSet};

use aegis_events::catalog::Kind;
use aegis_events::history::StoredEvent;

use crate::payload::Misfit;

/// The results so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) rows: u64,
    pub(super) unreadable: u64,
    /// By family and event type.
    pub(super) unknown: BTreeMap<(String, String), Rows>,
    /// By event and field; `None` is the whole payload.
    pub(super) misfits: BTreeMap<(Kind, Option<&'static str>), Rows>,
    /// The kinds that have rows.
    pub(super) seen: BTreeSet<Kind>,
}

/// Rows with the same problem.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) count: u64,
    pub(super) first: u64,
    /// The reason for the first of them.
    pub(super) reason: String,
}

impl Tally {
    pub(super) fn unknown(&mut self, event: &StoredEvent) {
        self.rows += 1;
        self.unreadable += 1;
        let name = (event.family.clone(), event.event_type.clone());
        add(self.unknown.entry(name), event.position.get(), String::new());
    }

    pub(super) fn known(&mut self, kind: Kind, position: u64, misfits: Vec<Misfit>) {
        self.rows += 1;
        self.seen.insert(kind);
        self.unreadable += u64::from(!misfits.is_empty());
        for Misfit { field, reason } in misfits {
            add(self.misfits.entry((kind, field)), position, reason);
        }
    }
}

fn add<K: Ord>(entry: std::collections::btree_map::Entry<'_, K, Rows>, position: u64, reason: String) {
    entry.or_insert(Rows { count: 0, first: position, reason }).count += 1;
}
