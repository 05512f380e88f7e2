//! Encoded events by their number: the first client that needs an event encodes it, all others share it.

use std::sync::{Mutex, PoisonError};

use super::wire::Encoded;

/// The most events that are kept, also for larger rings: some 16 MiB of usual events.
pub(super) const MOST_KEPT: usize = 16_384;
/// The largest message that is kept, so that a thousand events take 64 MiB at most.
const LARGEST_KEPT: usize = 64 * 1024;

/// The latest events by sequence or position. A newer event replaces an older one, never the reverse.
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
    /// Keeps so many events: readers that are closer to each other share the encoded ones.
    pub(super) fn new(events: usize) -> Self {
        Self { slots: (0..events).map(|_| Mutex::default()).collect() }
    }

    /// Returns the event of a number. A caller that comes while it is encoded waits for it, some microseconds.
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
    fn an_event_is_encoded_once_for_all_readers() {
        assert_eq!(encodings(10, &[1, 1, 2, 1, 2, 1_000, 1, 1_000]), 3);
    }

    #[test]
    fn a_late_reader_does_not_replace_a_newer_event() {
        assert_eq!(encodings(10, &[1, 1 + SLOTS as u64, 1, 1 + SLOTS as u64]), 3);
    }

    #[test]
    fn large_events_and_events_without_a_number_are_not_kept() {
        assert_eq!(encodings(LARGEST_KEPT, &[1, 1]), 2);
        assert_eq!(encodings(10, &[0, 0]), 2);
    }
}
