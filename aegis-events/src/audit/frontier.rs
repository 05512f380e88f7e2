//! The file `frontier`: a place in a log from which a start can continue without reading the earlier entries.
//!
//! It is written with each checkpoint and describes the previous one, so that a start always reads the entries between the two and checks them
//! against a signed root. The file is not trusted: the root of its tree must be the one that the log's key signed, the digest of its last entry the
//! one in the next entry, and the number and length of the earlier files as it states. If any check fails, or the file is missing or torn, the start
//! reads everything. The file may be deleted, and no crash can damage a log through it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::files::Segment;
use super::tree::{Digest, Edge};

const FILE: &str = "frontier";
/// The name under which it is written before it replaces the last one.
const UNFINISHED: &str = "frontier.tmp";
/// The format that this version writes and reads.
const FORMAT: u32 = 1;
/// The length limit of the file, which protects the reader's memory.
const LONGEST: u64 = 64 << 10;

/// The files of entries that are full.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Full {
    pub(crate) files: u64,
    pub(crate) bytes: u64,
}

/// The state of a log when a checkpoint sealed all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frontier {
    /// The tree over all entries.
    pub(crate) edge: Edge,
    /// The digest of the last entry.
    pub(crate) last: Digest,
    /// The key that signed the checkpoint, as text.
    pub(crate) key: String,
    /// Where the checkpoint begins, in bytes.
    pub(crate) note: u64,
    /// The index of the first entry of the last file.
    pub(crate) segment: u64,
    /// The length of that file.
    pub(crate) segment_len: u64,
    /// The files before it.
    pub(crate) full: Full,
}

/// The contents of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: u32,
    size: u64,
    roots: Vec<String>,
    last: String,
    key: String,
    note: u64,
    segment: u64,
    segment_len: u64,
    full: Full,
}

impl Frontier {
    /// Reads the file; `None` if it is missing or cannot be true.
    pub(crate) fn read(folder: &Path) -> Option<Self> {
        let path = folder.join(FILE);
        if fs::metadata(&path).ok()?.len() > LONGEST {
            return None;
        }
        let Written { format, size, roots, last, key, note, segment, segment_len, full } =
            serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        let roots = roots.iter().map(|root| digest(root)).collect::<Option<Vec<_>>>()?;
        let edge = Edge::of(size, roots)?;
        let is_possible = format == FORMAT && size > 0 && segment <= size;
        is_possible.then_some(Self { edge, last: digest(&last)?, key, note, segment, segment_len, full })
    }

    /// Replaces the last one. It does not wait until the file survives a power failure: a start notices.
    pub(crate) fn write(&self, folder: &Path) -> io::Result<()> {
        let written = Written {
            format: FORMAT,
            size: self.edge.size(),
            roots: self.edge.roots().iter().map(|root| STANDARD.encode(root)).collect(),
            last: STANDARD.encode(self.last),
            key: self.key.clone(),
            note: self.note,
            segment: self.segment,
            segment_len: self.segment_len,
            full: self.full,
        };
        let unfinished = folder.join(UNFINISHED);
        fs::write(&unfinished, serde_json::to_vec(&written)?)?;
        fs::rename(unfinished, file(folder))
    }

    /// The files from the frontier's on; `None` if the number or length of the earlier files has changed, or if the frontier's file is shorter: if
    /// the next entry begins another file, no other check would notice.
    pub(crate) fn remaining(&self, mut segments: Vec<Segment>) -> io::Result<Option<Vec<Segment>>> {
        let Some(at) = segments.iter().position(|segment| segment.first == self.segment) else { return Ok(None) };
        if fs::metadata(&segments[at].path)?.len() < self.segment_len {
            return Ok(None);
        }
        let remaining = segments.split_off(at);
        let mut full = Full::default();
        for segment in &segments {
            full.files += 1;
            full.bytes += fs::metadata(&segment.path)?.len();
        }
        Ok((full == self.full).then_some(remaining))
    }
}

/// The file of the frontier.
pub(crate) fn file(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

fn digest(text: &str) -> Option<Digest> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::audit::tree::leaf;

    fn frontier(size: u64) -> Frontier {
        let mut edge = Edge::default();
        (0..size).for_each(|n| edge.push(leaf(&n.to_le_bytes())));
        let full = Full { files: 2, bytes: 8_000 };
        Frontier { edge, last: [7; 32], key: "a+1+A".into(), note: 700, segment: 2, segment_len: 300, full }
    }

    #[test]
    fn the_last_written_frontier_is_read() {
        let folder = TempDir::new().unwrap();
        assert_eq!(Frontier::read(folder.path()), None);
        for size in [3, 8, 1_023] {
            frontier(size).write(folder.path()).unwrap();
            assert_eq!(Frontier::read(folder.path()), Some(frontier(size)));
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_impossible_frontier_is_not_read() {
        let folder = TempDir::new().unwrap();
        frontier(7).write(folder.path()).unwrap();
        let text = fs::read_to_string(file(folder.path())).unwrap();
        let with = |from: &str, to: &str| {
            assert!(text.contains(from), "{text}");
            fs::write(file(folder.path()), text.replace(from, to)).unwrap();
            Frontier::read(folder.path())
        };
        assert_eq!(with("\"size\":7", "\"size\":7"), Some(frontier(7)));
        // Another size has another number of roots.
        assert_eq!(with("\"size\":7", "\"size\":6"), None);
        assert_eq!(with("\"segment\":2", "\"segment\":8"), None);
        assert_eq!(with("\"format\":1", "\"format\":2"), None);
        assert_eq!(with("\"last\":\"", "\"last\":\"!"), None);
        assert_eq!(with("{\"format\"", "\0\0\0\0\0\0"), None);
        fs::write(file(folder.path()), vec![b' '; LONGEST as usize + 1]).unwrap();
        assert_eq!(Frontier::read(folder.path()), None);
    }
}
