//! What the bus writes down for each event: its place, its id, its time, and that it was published.

use super::clock::Clock;
use crate::catalog::{CatalogInfo, Kind, PublisherId};
use crate::envelope::{IdSource, Stamp};

/// The order of one bus, and its counters. Behind the bus's lock, so plain integers do.
#[derive(Debug)]
pub(super) struct Ledger {
    sequence: u64,
    ids: IdSource,
    clock: Clock,
    by_kind: Box<[u64]>,
    by_publisher: Box<[u64]>,
}

impl Ledger {
    pub(super) fn new(catalog: &CatalogInfo, clock: Clock, ids: IdSource) -> Self {
        Self {
            sequence: 0,
            ids,
            clock,
            by_kind: vec![0; catalog.events().len()].into_boxed_slice(),
            by_publisher: vec![0; catalog.publishers().len()].into_boxed_slice(),
        }
    }

    /// The next place in the order, with an id and a time from one clock reading.
    #[inline]
    pub(super) fn stamp(&mut self, kind: Kind, publisher: PublisherId) -> Stamp {
        let recorded_at_us = self.clock.now_us();
        self.sequence += 1;
        self.by_kind[kind.index()] += 1;
        self.by_publisher[publisher.index()] += 1;
        Stamp { id: self.ids.next(recorded_at_us), sequence: self.sequence, recorded_at_us }
    }

    /// The place of the last event; 0 before the first.
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
