//! The writer of a log: it appends entries and checkpoints to their files, in order.
//!
//! A failed call can be repeated and continues where it was: an entry gets its place in the chain when it is taken, and its bytes stay in memory
//! until they are written. It knows neither bus nor time.

use std::collections::VecDeque;
use std::path::PathBuf;

use super::batch::Batch;
use super::checkpoint::Checkpoint;
use super::config::AuditConfig;
use super::error::AuditError;
use super::files::{self, Disk, Lock, Segment, Tail};
use super::frontier::{self, Frontier, Full};
use super::key::SecretKey;
use super::line::{Own, enter_prev};
use super::pending::Pending;
use super::tree::{Digest, Edge, leaf};
use super::verify::Walked;

/// How many bytes are written at once: a part of a core's cache.
const AT_ONCE: usize = 256 << 10;

/// The writer of a log. A log has one at a time.
pub(crate) struct Store {
    folder: PathBuf,
    disk: Box<dyn Disk>,
    key: SecretKey,
    /// The previous key, which signs the next checkpoint too.
    old_key: Option<SecretKey>,
    max_file_bytes: u64,
    /// The tree over all entries taken, written or not.
    edge: Edge,
    last: Digest,
    /// The number of sealed entries.
    sealed: u64,
    /// The file of the last entry, and its length once everything is written.
    segment: Segment,
    segment_len: u64,
    /// The files before it.
    full: Full,
    chunks: VecDeque<Chunk>,
    /// A buffer for reuse.
    spare: Pending,
    file: Option<(Segment, Box<dyn Tail>)>,
    is_synced: bool,
    /// A checkpoint that is being written.
    sealing: Option<Sealing>,
    /// The last checkpoint in the file.
    last_checkpoint: Option<Checkpoint>,
    /// The state of the log at that checkpoint, if known.
    frontier: Option<Frontier>,
    checkpoints: Option<Box<dyn Tail>>,
    /// Where the next checkpoint begins.
    notes_end: u64,
    /// Held while the writer lives.
    _lock: Lock,
}

/// A checkpoint that is being written.
struct Sealing {
    checkpoint: Checkpoint,
    bytes: Pending,
    /// The state of the log with it, and the length of the file of checkpoints after it.
    frontier: Frontier,
    notes_end: u64,
}

/// Entries that are being written to one file.
struct Chunk {
    segment: Segment,
    bytes: Pending,
}

impl Store {
    /// Continues a log that was read, or begins one.
    pub(crate) fn new(config: &AuditConfig, key: SecretKey, walked: Walked, lock: Lock, disk: Box<dyn Disk>) -> Self {
        let folder = config.folder.clone();
        let (segment, segment_len) = walked.segment.unwrap_or_else(|| (Segment::of(&folder, 0), 0));
        let mut store = Self {
            folder,
            disk,
            key,
            old_key: None,
            max_file_bytes: config.max_file_size,
            edge: walked.edge,
            last: walked.last,
            sealed: walked.sealed,
            segment,
            segment_len,
            full: walked.full,
            chunks: VecDeque::new(),
            spare: Pending::default(),
            file: None,
            // The writes of an earlier process may not be synced.
            is_synced: false,
            sealing: None,
            last_checkpoint: walked.last_checkpoint,
            frontier: None,
            checkpoints: None,
            notes_end: walked.notes_end,
            _lock: lock,
        };
        if store.sealed > 0 && store.sealed == store.edge.size() {
            store.frontier = Some(store.frontier_at(walked.last_note));
        }
        store
    }

    /// Seals all entries by the previous key alone, before the rotation.
    pub(crate) fn seal_as(&mut self, old: &SecretKey) -> Result<Option<Checkpoint>, AuditError> {
        let key = std::mem::replace(&mut self.key, old.clone());
        let sealed = self.seal();
        self.key = key;
        sealed
    }

    /// Lets the previous key sign the next checkpoint too.
    pub(crate) fn sign_with_old(&mut self, old: SecretKey) {
        // Earlier checkpoints are signed by the old key alone, and no start continues from them.
        self.frontier = None;
        self.old_key = Some(old);
    }

    /// The number of entries, written or not.
    pub(crate) fn size(&self) -> u64 {
        self.edge.size()
    }

    /// The number of sealed entries.
    pub(crate) fn sealed(&self) -> u64 {
        self.sealed
    }

    /// The last checkpoint in the log.
    pub(crate) fn last_checkpoint(&self) -> Option<&Checkpoint> {
        self.last_checkpoint.as_ref()
    }

    /// The key that signs.
    pub(crate) fn key(&self) -> &SecretKey {
        &self.key
    }

    /// Takes the lines of a batch, and writes when there are enough. An error then is met again by [`write`](Self::write).
    pub(crate) fn push(&mut self, batch: &mut Batch) {
        let mut works = true;
        batch.each_line(|line| {
            self.push_line(line);
            if works && self.chunks.back().is_some_and(|chunk| chunk.bytes.len() >= AT_ONCE) {
                works = self.write().is_ok();
            }
        });
    }

    /// Takes an entry about the log itself, without writing it.
    pub(crate) fn push_own(&mut self, own: &Own) {
        let mut line = Vec::new();
        // Texts and numbers can always be written.
        let _ = own.write(self.edge.size(), &mut line);
        line.push(b'\n');
        self.push_line(&mut line);
    }

    /// Adds a line to the chain.
    fn push_line(&mut self, line: &mut [u8]) {
        let index = self.edge.size();
        enter_prev(line, &self.last);
        self.last = leaf(line.strip_suffix(b"\n").unwrap_or(line));
        self.edge.push(self.last);
        let len = line.len() as u64;
        if self.segment_len > 0 && self.segment_len + len > self.max_file_bytes {
            self.full.files += 1;
            self.full.bytes += self.segment_len;
            self.segment = Segment::of(&self.folder, index);
            self.segment_len = 0;
        }
        self.segment_len += len;
        match self.chunks.back_mut().filter(|chunk| chunk.segment.first == self.segment.first) {
            Some(chunk) => chunk.bytes.add(line),
            None => {
                let mut bytes = std::mem::take(&mut self.spare);
                bytes.add(line);
                self.chunks.push_back(Chunk { segment: self.segment.clone(), bytes });
            }
        }
    }

    /// Writes all entries taken.
    pub(crate) fn write(&mut self) -> Result<(), AuditError> {
        while let Some(chunk) = self.chunks.front_mut() {
            if self.file.as_ref().is_none_or(|(open, _)| open.first != chunk.segment.first) {
                let next = chunk.segment.clone();
                self.sync()?;
                let tail = self.disk.append(&next.path).map_err(|error| AuditError::unwritable(&next.path, error))?;
                self.file = Some((next, tail));
                continue;
            }
            if let Some((segment, tail)) = &mut self.file {
                self.is_synced = false;
                chunk.bytes.flush(&mut **tail).map_err(|error| AuditError::unwritable(&segment.path, error))?;
                self.spare = self.chunks.pop_front().map(|chunk| chunk.bytes).unwrap_or_default();
            }
        }
        Ok(())
    }

    /// Writes and seals all entries taken: it syncs the entries, and then writes and syncs a checkpoint. Returns the checkpoint; `None` if all entries
    /// are already sealed.
    pub(crate) fn seal(&mut self) -> Result<Option<Checkpoint>, AuditError> {
        self.write()?;
        if self.sealing.is_none() && self.sealed == self.edge.size() {
            return Ok(None);
        }
        if self.file.is_none() {
            // Entries of an earlier process.
            let tail = self.disk.append(&self.segment.path);
            let tail = tail.map_err(|error| AuditError::unwritable(&self.segment.path, error))?;
            self.file = Some((self.segment.clone(), tail));
        }
        self.sync()?;
        let mut sealing = self.sealing.take().unwrap_or_else(|| self.next_checkpoint());
        let written = self.write_checkpoint(&mut sealing.bytes);
        if let Err(error) = written {
            self.sealing = Some(sealing);
            return Err(error);
        }
        let Sealing { checkpoint, frontier, notes_end, .. } = sealing;
        self.sealed = checkpoint.size();
        self.last_checkpoint = Some(checkpoint.clone());
        self.old_key = None;
        self.notes_end = notes_end;
        self.keep_frontier(frontier);
        Ok(Some(checkpoint))
    }

    fn next_checkpoint(&self) -> Sealing {
        let keys: Vec<_> = self.old_key.iter().chain([&self.key]).collect();
        let checkpoint = Checkpoint::sign(self.edge.size(), self.edge.root(), &keys);
        let text = format!("{checkpoint}\n");
        let mut bytes = Pending::default();
        bytes.add(text.as_bytes());
        let notes_end = self.notes_end + text.len() as u64;
        Sealing { checkpoint, bytes, frontier: self.frontier_at(self.notes_end), notes_end }
    }

    /// The state of the log with all entries taken, sealed by a checkpoint that begins at `note`.
    fn frontier_at(&self, note: u64) -> Frontier {
        Frontier {
            edge: self.edge.clone(),
            last: self.last,
            key: self.key.public().to_string(),
            note,
            segment: self.segment.first,
            segment_len: self.segment_len,
            full: self.full,
        }
    }

    /// Writes the frontier of the previous checkpoint, from which the next start can continue. A failure only costs time.
    fn keep_frontier(&mut self, now: Frontier) {
        if let Some(before) = self.frontier.replace(now)
            && let Err(error) = before.write(&self.folder)
        {
            let file = frontier::file(&self.folder);
            tracing::warn!(%error, file = %file.display(), "cannot write the audit log's frontier; the next start reads more of the log");
        }
    }

    fn write_checkpoint(&mut self, bytes: &mut Pending) -> Result<(), AuditError> {
        let path = files::checkpoints(&self.folder);
        let failed = |error| AuditError::unwritable(&path, error);
        let tail = match &mut self.checkpoints {
            Some(tail) => tail,
            none => none.insert(self.disk.append(&path).map_err(failed)?),
        };
        bytes.flush(&mut **tail).map_err(failed)?;
        tail.sync().map_err(failed)
    }

    fn sync(&mut self) -> Result<(), AuditError> {
        if let (Some((segment, tail)), false) = (&mut self.file, self.is_synced) {
            tail.sync().map_err(|error| AuditError::unwritable(&segment.path, error))?;
            self.is_synced = true;
        }
        Ok(())
    }
}
