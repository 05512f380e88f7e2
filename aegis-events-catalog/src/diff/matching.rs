//! Matching of old and new items: by name, by `was`, and by the only item that fits.

use std::collections::HashMap;
use std::hash::Hash;

/// Partners between two lists, by place. Each item has at most one.
#[derive(Debug, Default)]
pub(super) struct Matching {
    old_to_new: Vec<Option<usize>>,
    new_to_old: Vec<Option<usize>>,
}

impl Matching {
    /// A matching without partners.
    pub(super) fn none(old: usize, new: usize) -> Self {
        Self { old_to_new: vec![None; old], new_to_old: vec![None; new] }
    }

    /// Items with the same name become partners. Names are unique in each list.
    pub(super) fn by_name<'a, T>(old: &'a [T], new: &'a [T], name: impl Fn(&'a T) -> &'a str) -> Self {
        let (old, new): (Vec<&str>, Vec<&str>) = (old.iter().map(&name).collect(), new.iter().map(&name).collect());
        if old == new {
            // The usual case: nothing has changed, so no name must be looked up.
            let itself: Vec<Option<usize>> = (0..old.len()).map(Some).collect();
            return Self { old_to_new: itself.clone(), new_to_old: itself };
        }
        let mut matching = Self::none(old.len(), new.len());
        let places: HashMap<&str, usize> = old.into_iter().enumerate().map(|(at, name)| (name, at)).collect();
        for (at, name) in new.iter().enumerate() {
            if let Some(partner) = places.get(name) {
                matching.link(*partner, at);
            }
        }
        matching
    }

    /// Makes two partners.
    pub(super) fn link(&mut self, old: usize, new: usize) {
        self.old_to_new[old] = Some(new);
        self.new_to_old[new] = Some(old);
    }

    pub(super) fn new_of(&self, old: usize) -> Option<usize> {
        self.old_to_new[old]
    }

    pub(super) fn old_of(&self, new: usize) -> Option<usize> {
        self.new_to_old[new]
    }

    pub(super) fn are_partners(&self, old: usize, new: usize) -> bool {
        self.old_to_new[old] == Some(new)
    }

    /// Old places without a partner, in order.
    pub(super) fn deleted(&self) -> Vec<usize> {
        (0..self.old_to_new.len()).filter(|&at| self.old_to_new[at].is_none()).collect()
    }

    /// New places without a partner, in order.
    pub(super) fn added(&self) -> Vec<usize> {
        (0..self.new_to_old.len()).filter(|&at| self.new_to_old[at].is_none()).collect()
    }

    /// Links items without a partner that have the same mark, if no other item has it.
    pub(super) fn link_unique<M: Hash + Eq>(
        &mut self,
        old: impl Fn(usize) -> Option<M>,
        new: impl Fn(usize) -> Option<M>,
    ) -> Vec<(usize, usize)> {
        let old = unique(self.deleted(), old);
        let new = unique(self.added(), new);
        let mut pairs: Vec<(usize, usize)> =
            old.into_iter().filter_map(|(mark, old)| Some((old?, (*new.get(&mark)?)?))).collect();
        pairs.sort_unstable();
        for &(old, new) in &pairs {
            self.link(old, new);
        }
        pairs
    }

    /// Whether the partners have another order in the new list.
    pub(super) fn reordered(&self) -> bool {
        is_reordered(self.new_to_old.iter().flatten().copied())
    }
}

/// Whether places of the old list, given in the order of the new one, are not ascending.
pub(super) fn is_reordered(mut old_places: impl Iterator<Item = usize>) -> bool {
    let mut last = 0;
    old_places.any(|place| place < std::mem::replace(&mut last, place))
}

/// Each mark with the only place that has it; `None` if several have it.
fn unique<M: Hash + Eq>(places: Vec<usize>, mark: impl Fn(usize) -> Option<M>) -> HashMap<M, Option<usize>> {
    let mut found: HashMap<M, Option<usize>> = HashMap::new();
    for place in places {
        if let Some(mark) = mark(place) {
            found.entry(mark).and_modify(|it| *it = None).or_insert(Some(place));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Matching, is_reordered};

    #[test]
    fn a_mark_of_two_items_links_none_of_them() {
        let mut matching = Matching::none(2, 2);
        let pairs = matching.link_unique(|_| Some("same"), |at| Some(["same", "other"][at]));
        assert!(pairs.is_empty());
        let pairs = matching.link_unique(|at| Some(["a", "b"][at]), |at| Some(["b", "c"][at]));
        assert_eq!(pairs, [(1, 0)]);
    }

    #[test]
    fn an_item_added_in_between_reorders_nothing() {
        let matching = Matching::by_name(&["a", "b"], &["a", "x", "b"], |it| it);
        assert!(!matching.reordered());
        assert!(is_reordered([1, 0].into_iter()));
    }
}
