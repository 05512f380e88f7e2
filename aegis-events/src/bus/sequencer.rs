//! The order of a bus: the sequence, id and time of each event, and how many were published.

use super::clock::Clock;
use crate::catalog::{CatalogInfo, Kind, PublisherId};
use crate::envelope::{EventId, IdSource, Stamp};

/// Numbers the events of one bus and counts them. The bus's lock guards it, so plain integers suffice.
#[derive(Debug)]
pub(super) struct Sequencer {
    sequence: u64,
    ids: IdSource,
    clock: Clock,
    by_kind: Box<[u64]>,
    by_publisher: Box<[u64]>,
}

impl Sequencer {
    pub(super) fn new(catalog: &CatalogInfo, clock: Clock, ids: IdSource) -> Self {
        Self {
            sequence: 0,
            ids,
            clock,
            by_kind: vec![0; catalog.events().len()].into_boxed_slice(),
            by_publisher: vec![0; catalog.publishers().len()].into_boxed_slice(),
        }
    }

    /// The next sequence, with an id and a time from one clock reading.
    #[inline]
    pub(super) fn stamp(&mut self, kind: Kind, publisher: PublisherId) -> Stamp {
        let (id, published_at_us) = self.reserve_id();
        Stamp { id, sequence: self.next_sequence(kind, publisher), published_at_us }
    }

    /// The next sequence, for an event that already has its id. Its publisher may be from an earlier catalog.
    #[inline]
    pub(super) fn next_sequence(&mut self, kind: Kind, publisher: PublisherId) -> u64 {
        self.sequence += 1;
        self.by_kind[kind.index()] += 1;
        if let Some(count) = self.by_publisher.get_mut(publisher.index()) {
            *count += 1;
        }
        self.sequence
    }

    /// An id and a time, for an event that gets its sequence later.
    #[inline]
    pub(super) fn reserve_id(&mut self) -> (EventId, i64) {
        let now_us = self.clock.now_us();
        (self.ids.next(now_us), now_us)
    }

    /// The sequence of the last event; 0 before the first.
    pub(super) fn sequence(&self) -> u64 {
        self.sequence
    }

    pub(super) fn by_kind(&self) -> &[u64] {
        &self.by_kind
    }

    pub(super) fn by_publisher(&self) -> &[u64] {
        &self.by_publisher
    }
}
