//! Reports of removals.

use std::collections::BTreeMap;

use crate::envelope::Position;
use crate::types::Timestamp;

/// Events that were removed from `domain_events`.
///
/// If an answer of the database was lost, the numbers may include events that another process removed at the same time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Removed {
    /// The number of events by `Family.Event`, with the names in their rows.
    pub by_event: BTreeMap<String, u64>,
    /// The lowest removed position.
    pub first_position: Option<Position>,
    /// The highest removed position.
    pub last_position: Option<Position>,
    /// How many of the events durable subscriptions had parked: these can no longer be retried. Events of a transaction whose answer was lost
    /// are not counted.
    pub parked: u64,
}

impl Removed {
    /// The number of removed events.
    pub fn total(&self) -> u64 {
        self.by_event.values().sum()
    }

    pub(super) fn add(&mut self, position: Position, event: String) {
        *self.by_event.entry(event).or_default() += 1;
        self.first_position = Some(self.first_position.map_or(position, |first| first.min(position)));
        self.last_position = self.last_position.max(Some(position));
    }
}

/// The result of [`History::apply_retention`](crate::history::History::apply_retention).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetentionReport {
    /// When the pass began. Ages are measured at this time.
    pub began_at: Timestamp,
    /// The removed events.
    pub removed: Removed,
    /// Durable subscriptions that had not read all of the removed events when the pass began, by name. They skip these events.
    pub unread_by: Vec<UnreadCursor>,
}

/// A durable subscription that had not read all of the removed events.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnreadCursor {
    /// The name of the subscription.
    pub name: String,
    /// The position of its cursor when the pass began.
    pub position: Position,
}

/// The result of [`History::erase`](crate::history::History::erase).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErasureReport {
    /// The events that were removed from the history.
    pub removed: Removed,
    /// Events that were removed from the outbox, before they were recorded and published.
    pub from_outbox: u64,
    /// Events that were removed from the dead letters.
    pub from_dead_letters: u64,
    /// Whether the write-ahead log of SQLite still contains erased events.
    pub wal: WalCleanup,
}

/// Whether the write-ahead log of SQLite still contains erased events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum WalCleanup {
    /// The database is not SQLite.
    #[default]
    NotApplicable,
    /// The log is empty.
    Emptied,
    /// A reader used the log: call [`erase`](crate::history::History::erase) again later.
    Busy,
}
