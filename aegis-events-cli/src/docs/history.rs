//! What git knows of each event's past: the revisions of the catalog's file in which it changed.

use std::collections::HashMap;

use aegis_events_catalog::CheckedCatalog;

use crate::out::Failure;

/// The pasts of all events.
pub(super) struct History {
    of_events: HashMap<String, Vec<Revision>>,
}

/// A revision in which an event changed.
pub(super) struct Revision {
    /// The commit, shortened.
    pub(super) id: String,
    /// The day, `2026-01-31`.
    pub(super) date: String,
    /// The first line of its message.
    pub(super) subject: String,
    /// What changed, each in a line.
    pub(super) changes: Vec<String>,
}

impl History {
    pub(super) fn of(_catalog: &CheckedCatalog) -> Result<Self, Failure> {
        Ok(Self { of_events: HashMap::new() })
    }

    /// The revisions in which an event changed, `Volume.VolumeCreated`, the latest first.
    pub(super) fn of_event(&self, path: &str) -> &[Revision] {
        self.of_events.get(path).map_or(&[], Vec::as_slice)
    }
}
