//! Kinds and sets of kinds.

/// The identity of an event type inside the process: its place in the catalog, dense from 0.
///
/// Kinds change when the catalog does, so they are never stored or sent; family and event name are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(u32);

impl Kind {
    /// The kind at a place of the catalog.
    #[doc(hidden)]
    pub const fn new(index: u32) -> Self {
        Self(index)
    }

    /// The place in the catalog, from 0.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Adjacent kinds of the catalog: `first..=last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindRange {
    first: Kind,
    last: Kind,
}

impl KindRange {
    /// From `first` to `last`, both included.
    #[doc(hidden)]
    pub const fn new(first: u32, last: u32) -> Self {
        Self { first: Kind(first), last: Kind(last) }
    }

    /// One kind alone.
    pub const fn only(kind: Kind) -> Self {
        Self { first: kind, last: kind }
    }
}

/// A set of kinds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KindSet {
    words: Box<[u64]>,
}

impl KindSet {
    /// The kinds of some ranges, in a catalog of `kinds` kinds.
    pub fn of(ranges: &[KindRange], kinds: usize) -> Self {
        let mut words = vec![0_u64; kinds.div_ceil(64)].into_boxed_slice();
        for range in ranges {
            for index in range.first.index()..=range.last.index() {
                if let Some(word) = words.get_mut(index / 64) {
                    *word |= 1 << (index % 64);
                }
            }
        }
        Self { words }
    }

    /// Whether the set holds a kind.
    pub fn contains(&self, kind: Kind) -> bool {
        self.words.get(kind.index() / 64).is_some_and(|word| word & (1 << (kind.index() % 64)) != 0)
    }

    /// The kinds of the set, in the catalog's order.
    pub fn iter(&self) -> impl Iterator<Item = Kind> + '_ {
        (0..self.words.len() * 64).map(|index| Kind(index as u32)).filter(|&kind| self.contains(kind))
    }
}
