//! Encoded lines that are not in the chain yet: the work that can be done while the previous batch is written.

use std::ops::Range;

use super::line::{CatalogName, write_event};
use crate::bus::Event;
use crate::event::Filter;

/// The most events in one batch: some megabytes of usual events.
const MOST: usize = 4_096;
/// The length at which a batch is full, however few events it has: large events must not add up to gigabytes.
const MOST_BYTES: usize = 8 << 20;

/// Lines of events, each without the digest of the previous entry.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// The sequence of the last event.
    pub(crate) through: Option<u64>,
}

impl Batch {
    /// Encodes an event as the entry of an index.
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

    /// Removes the lines and keeps the memory.
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
