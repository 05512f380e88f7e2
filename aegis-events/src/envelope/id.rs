//! Ids of events: counter-based UUIDv7, strictly increasing on one bus.
//!
//! 48 bits of milliseconds, then a counter of 74 bits. The counter starts at random bits from the operating system in each
//! new millisecond, its top bit cleared for room, and counts up by one within it. A clock that goes back keeps the last
//! millisecond and goes on counting. So ids of one bus are in publishing order, whatever the clock does, and an id costs one
//! addition.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::types::Uuid;

/// The id of a published event: a UUID of version 7. Ids of one bus are in the order of its sequence.
///
/// There is one exception: an event that must be recorded only once, even if several nodes publish it, has an id of version 8 that is
/// derived from its content (`VolumeExpired`, from the [`reaper`](crate::reaper)).
// Two numbers instead of a `Uuid`'s bytes: they travel in registers, and each publish saves some 15 ns of byte swaps and copies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "Uuid", into = "Uuid")]
pub struct EventId {
    pub(super) high: u64,
    pub(super) low: u64,
}

impl EventId {
    /// No event. Inside envelopes, an `Option` would cost 8 bytes more. No id of any version is zero.
    pub(crate) const NONE: Self = Self { high: 0, low: 0 };

    #[inline]
    pub(crate) fn or(self, other: Self) -> Self {
        if self == Self::NONE { other } else { self }
    }

    pub(crate) fn some(self) -> Option<Self> {
        (self != Self::NONE).then_some(self)
    }

    /// The id as a plain UUID.
    pub fn as_uuid(self) -> Uuid {
        Uuid::from_u64_pair(self.high, self.low)
    }
}

impl From<Uuid> for EventId {
    fn from(uuid: Uuid) -> Self {
        let (high, low) = uuid.as_u64_pair();
        Self { high, low }
    }
}

impl From<EventId> for Uuid {
    fn from(id: EventId) -> Self {
        id.as_uuid()
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_uuid().fmt(f)
    }
}

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventId({})", self.as_uuid())
    }
}

impl FromStr for EventId {
    type Err = ParseEventIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Uuid>().map(Self::from).map_err(|reason| ParseEventIdError { text: text.into(), reason })
    }
}

/// The text is not the id of an event.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not an event's id, such as `01890a5d-ac96-774b-bcce-b302099a8057`: {reason}")]
pub struct ParseEventIdError {
    text: Box<str>,
    reason: uuid::Error,
}

/// Bits of the counter below the milliseconds.
const COUNTER_BITS: u32 = 74;
const COUNTER_MASK: u128 = (1 << COUNTER_BITS) - 1;
/// The bits at which the counter of a new millisecond may start. The top bit stays clear, so that the counter does not overflow.
const SEED_MASK: u128 = COUNTER_MASK >> 1;
const LOW_BITS: u32 = 62;
const LOW_MASK: u64 = (1 << LOW_BITS) - 1;
/// Version 7, above the upper 12 bits of the counter.
const VERSION: u64 = 0x7 << 12;
/// The variant of RFC 9562, above the lower 62 bits of the counter.
const VARIANT: u64 = 0b10 << LOW_BITS;

/// Makes the ids of one bus, one after the other.
#[derive(Debug)]
pub(crate) struct IdSource {
    seed: fn() -> u128,
    last_ms: u64,
    counter: u128,
}

impl IdSource {
    /// Ids that cannot be predicted across milliseconds.
    pub(crate) fn random() -> Self {
        Self::seeded_by(|| Uuid::new_v4().as_u128())
    }

    /// The same ids in each run, for tests: each millisecond counts from 1.
    #[cfg(feature = "testing")]
    pub(crate) fn fixed() -> Self {
        Self::seeded_by(|| 1)
    }

    fn seeded_by(seed: fn() -> u128) -> Self {
        Self { seed, last_ms: 0, counter: 0 }
    }

    /// The next id, at a time in microseconds since the Unix epoch.
    #[inline]
    pub(crate) fn next(&mut self, now_us: i64) -> EventId {
        let now_ms = u64::try_from(now_us / 1_000).unwrap_or(0);
        if now_ms > self.last_ms {
            self.last_ms = now_ms;
            self.counter = (self.seed)() & SEED_MASK;
        } else {
            self.counter += 1;
            if self.counter > COUNTER_MASK {
                // 2^73 ids in one millisecond; only a clock that never advances gets here.
                self.last_ms += 1;
                self.counter = 0;
            }
        }
        let (above, below) = ((self.counter >> LOW_BITS) as u64, self.counter as u64 & LOW_MASK);
        EventId { high: (self.last_ms << 16) | VERSION | above, low: VARIANT | below }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ids_increase_strictly_whatever_the_clock_does(times in prop::collection::vec(-5_000_000_i64..5_000_000, 1..200)) {
            let mut ids = IdSource::random();
            let mut last = None;
            for now_us in times {
                let id = ids.next(1_700_000_000_000_000 + now_us);
                prop_assert!(last < Some(id));
                prop_assert_eq!(id.as_uuid().get_version_num(), 7);
                prop_assert_eq!(id.as_uuid().get_variant(), uuid::Variant::RFC4122);
                last = Some(id);
            }
        }
    }

    #[test]
    fn an_overflowing_counter_goes_on_in_the_next_millisecond() {
        let mut ids = IdSource { seed: || 0, last_ms: 7, counter: COUNTER_MASK - 1 };
        let (a, b) = (ids.next(0), ids.next(0));
        assert!(a < b);
        assert_eq!(ids.last_ms, 8);
    }

    #[test]
    fn an_id_carries_the_millisecond_of_the_clock() {
        let id = IdSource::random().next(1_700_000_000_123_456);
        assert_eq!(id.as_uuid().as_u128() >> 80, 1_700_000_000_123);
    }

    #[test]
    fn an_id_that_does_not_parse_is_shown_with_an_example() {
        let error = "not-an-id".parse::<EventId>().unwrap_err();
        assert!(error.to_string().starts_with("`not-an-id` is not an event's id, such as"), "{error}");
    }
}
