//! Entries that have started and not ended, limited in number.
//!
//! If there are too many, the oldest is removed. In a steady state nothing is allocated.

use std::collections::VecDeque;
use std::hash::Hash;

use hashbrown::HashMap;

/// Values by id, in the order of their starts.
#[derive(Debug)]
pub(super) struct Active<K, V> {
    most: usize,
    entries: HashMap<K, (u64, V)>,
    /// Starts in order, with their numbers. Ended ones are removed later.
    order: VecDeque<(u64, K)>,
    next: u64,
}

impl<K: Copy + Eq + Hash, V> Active<K, V> {
    pub(super) fn new(most: usize) -> Self {
        Self { most, entries: HashMap::new(), order: VecDeque::new(), next: 0 }
    }

    /// Notes a start; returns whether an older entry was removed for it. A second start of the same id is ignored.
    pub(super) fn start(&mut self, id: K, value: V) -> bool {
        if self.entries.contains_key(&id) {
            return false;
        }
        let full = self.entries.len() == self.most;
        if full {
            self.forget_oldest();
        }
        // At twice the limit, ended starts are removed at once: amortized, one per start.
        if self.order.len() >= 2 * self.most {
            let entries = &self.entries;
            self.order.retain(|(number, id)| is_current(entries, *number, id));
        }
        self.order.push_back((self.next, id));
        self.entries.insert(id, (self.next, value));
        self.next += 1;
        full
    }

    /// Notes an end; returns the value.
    pub(super) fn end(&mut self, id: &K) -> Option<V> {
        self.entries.remove(id).map(|(_, value)| value)
    }

    pub(super) fn get_mut(&mut self, id: &K) -> Option<&mut V> {
        self.entries.get_mut(id).map(|(_, value)| value)
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    fn forget_oldest(&mut self) {
        while let Some((number, id)) = self.order.pop_front() {
            if is_current(&self.entries, number, &id) {
                self.entries.remove(&id);
                return;
            }
        }
    }
}

/// Whether a start is the last one of its id and has not ended.
fn is_current<K: Eq + Hash, V>(entries: &HashMap<K, (u64, V)>, number: u64, id: &K) -> bool {
    entries.get(id).is_some_and(|(current, _)| *current == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_removed_and_ended_ones_do_not_count() {
        let mut active = Active::new(2);
        assert!(!active.start(1, 'a'));
        assert!(!active.start(2, 'b'));
        assert_eq!(active.end(&1), Some('a'));
        assert!(!active.start(3, 'c'));
        assert!(active.start(4, 'd'), "2 has to go");
        assert_eq!((active.end(&2), active.len()), (None, 2));
        assert_eq!(active.end(&3), Some('c'));
    }

    #[test]
    fn an_id_that_starts_again_has_the_age_of_its_last_start() {
        let mut active = Active::new(2);
        active.start(1, 'a');
        active.end(&1);
        active.start(2, 'b');
        active.start(1, 'c');
        active.start(3, 'd');
        assert_eq!((active.end(&2), active.end(&1)), (None, Some('c')));
    }

    #[test]
    fn a_second_start_changes_nothing() {
        let mut active = Active::new(2);
        active.start(1, 'a');
        active.start(1, 'b');
        assert_eq!((active.len(), active.end(&1)), (1, Some('a')));
    }

    #[test]
    fn memory_is_bounded() {
        let mut active = Active::new(4);
        for id in 0..1_000 {
            active.start(id, ());
            if id % 3 == 0 {
                active.end(&id);
            }
            assert!(active.len() <= 4 && active.order.len() <= 8);
        }
    }
}
