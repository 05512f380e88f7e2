//! Lines that are encoded, and not yet in the chain: all that can be done for a batch while the one before is still being written.

use std::ops::Range;

use super::line::{CatalogName, write_event};
use crate::bus::Event;
use crate::event::Filter;

/// The most events in one batch: some megabytes, as events usually are.
const MOST: usize = 4_096;
/// A batch that is so long takes no more, however few its events are: a few large ones must not add up to gigabytes.
const MOST_BYTES: usize = 8 << 20;

/// Lines of events, with the place for the digest of the entry before each still empty.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// The last event's place in the bus's order.
    pub(crate) through: Option<u64>,
}

impl Batch {
    /// Encodes an event, which will be the entry of an index.
    pub(crate) fn add<F: Filter>(&mut self, event: &Event<F>, catalog: &CatalogName, index: u64) {
        write_event(event.envelope(), catalog, index, &mut self.bytes);
        self.bytes.push(b'\n');
        self.ends.push(self.bytes.len());
        self.through = Some(event.sequence().get());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.ends.len() >= MOST || self.bytes.len() >= MOST_BYTES
    }

    /// Calls a function with each line and its line feed.
    pub(crate) fn each_line(&mut self, mut call: impl FnMut(&mut [u8])) {
        let mut start = 0;
        for &end in &self.ends {
            let line: Range<usize> = std::mem::replace(&mut start, end)..end;
            call(&mut self.bytes[line]);
        }
    }

    /// Forgets the lines and keeps the room for others.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.through = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_full_by_its_events_or_by_its_bytes() {
        let of = |events: usize, bytes: usize| Batch { bytes: vec![0; bytes], ends: vec![0; events], through: None };
        assert!(!of(MOST - 1, MOST_BYTES - 1).is_full());
        assert!(of(MOST, 0).is_full());
        assert!(of(1, MOST_BYTES).is_full());
    }
}
