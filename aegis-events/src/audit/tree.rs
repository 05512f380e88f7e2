//! The Merkle tree of RFC 6962, for appending and proving.
//!
//! Only the right edge is kept, one digest per bit of the size, so that memory does not depend on the length of the log. It reads no file.

use sha2::{Digest as _, Sha256};

/// A digest of SHA-256.
pub(crate) type Digest = [u8; 32];

/// Prefixes of hashed bytes, so that no entry has the digest of an inner node.
const LEAF: [u8; 1] = [0];
const NODE: [u8; 1] = [1];

/// The digest of an entry: of the bytes of its line, without the line feed.
pub(crate) fn leaf(line: &[u8]) -> Digest {
    Sha256::new().chain_update(LEAF).chain_update(line).finalize().into()
}

fn node(left: &Digest, right: &Digest) -> Digest {
    Sha256::new().chain_update(NODE).chain_update(left).chain_update(right).finalize().into()
}

/// The right edge of a tree: the roots of its complete subtrees, the largest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Edge {
    size: u64,
    roots: Vec<Digest>,
}

impl Edge {
    /// Adds the next entry's digest.
    pub(crate) fn push(&mut self, leaf: Digest) {
        let mut root = leaf;
        let mut size = self.size;
        while size & 1 == 1
            && let Some(left) = self.roots.pop()
        {
            root = node(&left, &root);
            size >>= 1;
        }
        self.roots.push(root);
        self.size += 1;
    }

    /// The root of all entries so far.
    pub(crate) fn root(&self) -> Digest {
        let mut roots = self.roots.iter().rev();
        match roots.next() {
            None => Sha256::digest([]).into(),
            Some(last) => roots.fold(*last, |right, left| node(left, &right)),
        }
    }

    /// The number of entries.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the complete subtrees, the largest first.
    pub(crate) fn roots(&self) -> &[Digest] {
        &self.roots
    }

    /// The edge of `size` entries with these roots; `None` if it must have another number of roots.
    pub(crate) fn of(size: u64, roots: Vec<Digest>) -> Option<Self> {
        (roots.len() == size.count_ones() as usize).then_some(Self { size, roots })
    }
}

/// Collects the path that proves one entry in a tree of a known size, from the digests of all entries.
pub(crate) struct PathBuilder {
    next: u64,
    /// The sibling subtrees from the leaf up, in the order of the proof: their range of entries, and their edge so far.
    siblings: Vec<(std::ops::Range<u64>, Edge)>,
}

impl PathBuilder {
    /// The path of an entry below a root. The entry must be in the tree.
    pub(crate) fn new(index: u64, size: u64) -> Self {
        let (mut tree, mut siblings) = (0..size, Vec::new());
        while tree.end - tree.start > 1 {
            let middle = tree.start + largest_power_below(tree.end - tree.start);
            let (left, right) = (tree.start..middle, middle..tree.end);
            let (inside, beside) = if index < middle { (left, right) } else { (right, left) };
            siblings.push((beside, Edge::default()));
            tree = inside;
        }
        siblings.reverse();
        Self { next: 0, siblings }
    }

    /// Takes the next entry's digest.
    pub(crate) fn push(&mut self, leaf: Digest) {
        let at = self.next;
        self.next += 1;
        if let Some((_, edge)) = self.siblings.iter_mut().find(|(range, _)| range.contains(&at)) {
            edge.push(leaf);
        }
    }

    /// The digests of the proof, from the leaf's sibling up.
    pub(crate) fn finish(self) -> Vec<Digest> {
        self.siblings.iter().map(|(_, edge)| edge.root()).collect()
    }
}

/// The largest power of two that is smaller; `size` is at least 2.
fn largest_power_below(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

#[cfg(test)]
mod tests {
    use ct_merkle::InclusionProof;
    use ct_merkle::RootHash;
    use ct_merkle::mem_backed_tree::MemoryBackedTree;

    use super::*;

    #[test]
    fn roots_and_paths_are_those_of_rfc_6962_at_every_size() {
        let mut reference = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        let mut edge = Edge::default();
        for size in 1..=70_u64 {
            let entry = format!("entry {size}").into_bytes();
            edge.push(leaf(&entry));
            reference.push(entry);
            assert_eq!(edge.root().as_slice(), reference.root().as_bytes().as_slice(), "size {size}");
            for index in 0..size {
                let mut path = PathBuilder::new(index, size);
                reference.items().iter().for_each(|entry| path.push(leaf(entry)));
                let path = path.finish().concat();
                assert_eq!(path, reference.prove_inclusion(index as usize).as_bytes(), "{index} of {size}");
                let root = RootHash::<Sha256>::new(edge.root().into(), size);
                let proof = InclusionProof::try_from_bytes(path).unwrap();
                root.verify_inclusion(&reference.items()[index as usize], index, &proof).unwrap();
            }
        }
    }

    #[test]
    fn the_root_of_nothing_is_the_digest_of_nothing() {
        assert_eq!(Edge::default().root()[..4], [0xe3, 0xb0, 0xc4, 0x42]);
    }
}
