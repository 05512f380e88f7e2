//! What was removed.

use std::collections::BTreeMap;

use crate::types::Timestamp;

/// Events that were removed from `domain_events`. Where an answer of the database was lost, what another process removed at the same moment may be
/// among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Removed {
    /// How many of each event, as `Family.Event`, by the name that their rows had.
    pub by_event: BTreeMap<String, u64>,
    /// The lowest position that was removed.
    pub first_position: Option<u64>,
    /// The highest position that was removed.
    pub last_position: Option<u64>,
    /// Events among them that durable subscriptions had parked: they can no longer be tried again. At least so many: those that were removed by a
    /// transaction whose answer was lost are not counted here.
    pub parked: u64,
}

impl Removed {
    /// How many events were removed.
    pub fn total(&self) -> u64 {
        self.by_event.values().sum()
    }

    pub(super) fn add(&mut self, (position, family, event_type): &(u64, String, String)) {
        let position = *position;
        *self.by_event.entry(format!("{family}.{event_type}")).or_default() += 1;
        self.first_position = Some(self.first_position.map_or(position, |first| first.min(position)));
        self.last_position = self.last_position.max(Some(position));
    }
}

/// What one pass of [`History::apply_retention`](crate::history::History::apply_retention) did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetentionReport {
    /// When the pass began: ages were taken from here.
    pub began_at: Timestamp,
    /// What was removed.
    pub removed: Removed,
    /// Durable subscriptions that had not read everything that was removed when the pass began, by name. What they missed is gone: they go
    /// on behind it.
    pub unread_by: Vec<UnreadCursor>,
}

/// A durable subscription that retention has overtaken.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnreadCursor {
    /// The subscription's name.
    pub name: String,
    /// The last position that it had done when the pass began.
    pub position: u64,
}

/// What [`History::erase`](crate::history::History::erase) did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErasureReport {
    /// What was removed from the history.
    pub removed: Removed,
    /// Events that were removed from the outbox, before they were recorded and published.
    pub from_outbox: u64,
    /// Events that were removed from those set aside.
    pub from_dead_letters: u64,
    /// Whether the file's write-ahead log was emptied as well, on SQLite; `false` if somebody was reading: call
    /// [`erase`](crate::history::History::erase) again later. `None` on PostgreSQL.
    pub log_emptied: Option<bool>,
}
