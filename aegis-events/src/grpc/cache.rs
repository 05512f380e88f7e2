//! Encoded events, found by their number: encoded by the first client that wants them, shared by all others.

use std::sync::{Mutex, PoisonError};

use super::wire::Encoded;

/// More are not kept, however large the rings are: some 16 MiB of usual events.
pub(super) const MOST_KEPT: usize = 16_384;
/// Larger messages are not kept, so that a thousand events are 64 MiB at the very most.
const LARGEST_KEPT: usize = 64 * 1024;

/// The latest events of one numbering, sequences or positions. A newer event takes the place of an older one, never the other way round.
pub(super) struct Cache {
    slots: Box<[Mutex<Slot>]>,
}

#[derive(Default)]
struct Slot {
    /// 0: empty. Numbers count from 1.
    number: u64,
    encoded: Encoded,
}

impl Cache {
    /// Keeps so many events: readers that are less apart find what others have encoded.
    pub(super) fn new(events: usize) -> Self {
        Self { slots: (0..events).map(|_| Mutex::default()).collect() }
    }

    /// The event of a number. Who comes while it is being encoded waits for it: that takes microseconds, and doing it twice would take longer.
    pub(super) fn get(&self, number: u64, encode: impl FnOnce() -> Encoded) -> Encoded {
        let slot = &self.slots[number as usize % self.slots.len()];
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.number == number && number != 0 {
            return slot.encoded.clone();
        }
        if slot.number > number || number == 0 {
            drop(slot);
            return encode();
        }
        let encoded = encode();
        if encoded.len() <= LARGEST_KEPT {
            *slot = Slot { number, encoded: encoded.clone() };
        }
        encoded
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::grpc::proto::{Gap, subscribe_response::Item};

    const SLOTS: usize = 1_024;

    fn event(size: usize) -> Encoded {
        Encoded::of(Item::Gap(Gap { reason: "x".repeat(size), ..Gap::default() }))
    }

    /// How often each number was encoded.
    fn encodings(size: usize, numbers: &[u64]) -> usize {
        let (cache, times) = (Cache::new(SLOTS), Cell::new(0));
        for &number in numbers {
            let encoded = cache.get(number, || {
                times.set(times.get() + 1);
                event(size)
            });
            assert_eq!(encoded, event(size));
        }
        times.get()
    }

    #[test]
    fn an_event_is_encoded_once_however_many_want_it() {
        assert_eq!(encodings(10, &[1, 1, 2, 1, 2, 1_000, 1, 1_000]), 3);
    }

    #[test]
    fn a_late_reader_does_not_take_a_newer_events_place() {
        assert_eq!(encodings(10, &[1, 1 + SLOTS as u64, 1, 1 + SLOTS as u64]), 3);
    }

    #[test]
    fn large_events_and_events_without_a_number_are_not_kept() {
        assert_eq!(encodings(LARGEST_KEPT, &[1, 1]), 2);
        assert_eq!(encodings(10, &[0, 0]), 2);
    }
}
