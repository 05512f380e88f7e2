//! The interest of a subscription: kinds, and values of keys.

use std::hash::{Hash, Hasher};

use hashbrown::Equivalent;

use crate::catalog::{Kind, KindSet};
use crate::event::{AnyPayload, KeyRef, KeyValue};

/// A set of kinds, narrowed by the values of keys that events must carry, all of them. Subscriptions of equal interest share
/// a lane.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Interest {
    pub(super) kinds: KindSet,
    pub(super) keys: Vec<KeyCell>,
}

impl Interest {
    pub(super) fn new(kinds: KindSet) -> Self {
        Self { kinds, keys: Vec::new() }
    }

    /// Narrows the interest to the events that carry one more key's value. Keys are in the catalog's order and without duplicates, so that
    /// equal interests share a lane.
    pub(super) fn narrow(&mut self, cell: KeyCell) {
        if !self.keys.contains(&cell) {
            let place = self.keys.partition_point(|key| key.index <= cell.index);
            self.keys.insert(place, cell);
        }
    }

    /// Whether an event has the values of all keys but the first, by which it was found.
    pub(super) fn holds_beyond_first(&self, payload: &dyn AnyPayload) -> bool {
        self.keys.iter().skip(1).all(|cell| payload.key(cell.index).is_some_and(|key| cell.value.as_ref() == key))
    }

    /// Whether the interest covers a kind.
    pub(super) fn covers(&self, kind: Kind) -> bool {
        self.kinds.contains(kind)
    }
}

/// A key's place in the catalog, and a value of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeyCell {
    pub(super) index: usize,
    pub(super) value: KeyValue,
}

impl Hash for KeyCell {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.index, self.value.as_ref()).hash(state);
    }
}

/// A [`KeyCell`] with its value still in the event: it looks up without allocating.
#[derive(Hash)]
pub(super) struct KeyProbe<'a>(pub(super) usize, pub(super) KeyRef<'a>);

impl Equivalent<KeyCell> for KeyProbe<'_> {
    fn equivalent(&self, cell: &KeyCell) -> bool {
        self.0 == cell.index && self.1 == cell.value.as_ref()
    }
}
