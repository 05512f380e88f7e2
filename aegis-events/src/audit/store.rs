//! The writer's side of a log: entries and checkpoints into their files, in order, whatever goes wrong between.
//!
//! Everything that fails can be called again and goes on where it was: an entry has its place in the chain when it is taken, and its bytes
//! stay here until a file has them. It knows no bus and no time.

use std::collections::VecDeque;
use std::path::PathBuf;

use super::batch::Batch;
use super::checkpoint::Checkpoint;
use super::error::AuditError;
use super::files::{self, Disk, Lock, Segment, Tail};
use super::frontier::{self, Frontier, Full};
use super::key::SecretKey;
use super::line::{Own, enter_prev};
use super::pending::Pending;
use super::tree::{Digest, Edge, leaf};

/// As much as is written at once: a part of a core's cache.
const AT_ONCE: usize = 256 << 10;

/// The writer of a log. There is one at a time.
pub(crate) struct Store {
    folder: PathBuf,
    disk: Box<dyn Disk>,
    key: SecretKey,
    /// The key before, which signs the next checkpoint too.
    old_key: Option<SecretKey>,
    max_file_bytes: u64,
    /// Everything that was taken, written or not.
    edge: Edge,
    last: Digest,
    /// How many entries a checkpoint seals.
    sealed: u64,
    /// The file that the last entry is in, or will be, and how long it will be.
    segment: Segment,
    segment_len: u64,
    /// The files before it.
    full: Full,
    chunks: VecDeque<Chunk>,
    /// A buffer to be used again.
    spare: Pending,
    file: Option<(Segment, Box<dyn Tail>)>,
    is_synced: bool,
    /// A checkpoint on its way to its file.
    sealing: Option<Sealing>,
    /// The last one that is there.
    last_checkpoint: Option<Checkpoint>,
    /// Where the log was then, if that is known.
    frontier: Option<Frontier>,
    checkpoints: Option<Box<dyn Tail>>,
    /// Where the next one will begin.
    notes_end: u64,
    /// Held for as long as the writer lives.
    _lock: Lock,
}

/// A checkpoint on its way to its file.
struct Sealing {
    checkpoint: Checkpoint,
    bytes: Pending,
    /// Where the log is with it, and where the file of checkpoints is behind it.
    frontier: Frontier,
    notes_end: u64,
}

/// Entries on their way to one file.
struct Chunk {
    segment: Segment,
    bytes: Pending,
}

/// Where a writer begins.
pub(crate) struct Start {
    pub(crate) folder: PathBuf,
    pub(crate) key: SecretKey,
    pub(crate) max_file_bytes: u64,
    pub(crate) edge: Edge,
    pub(crate) last: Digest,
    pub(crate) sealed: u64,
    /// The last file of entries, and its length; `None` in a new log.
    pub(crate) segment: Option<(Segment, u64)>,
    /// The files before it.
    pub(crate) full: Full,
    pub(crate) last_checkpoint: Option<Checkpoint>,
    /// Where that begins, and where the checkpoints end.
    pub(crate) last_note: u64,
    pub(crate) notes_end: u64,
    pub(crate) lock: Lock,
}

impl Store {
    pub(crate) fn new(start: Start, disk: Box<dyn Disk>) -> Self {
        let (segment, segment_len) = start.segment.unwrap_or_else(|| (Segment::of(&start.folder, 0), 0));
        let mut store = Self {
            folder: start.folder,
            disk,
            key: start.key,
            old_key: None,
            max_file_bytes: start.max_file_bytes,
            edge: start.edge,
            last: start.last,
            sealed: start.sealed,
            segment,
            segment_len,
            full: start.full,
            chunks: VecDeque::new(),
            spare: Pending::default(),
            file: None,
            // What a process before this one wrote may not have been.
            is_synced: false,
            sealing: None,
            last_checkpoint: start.last_checkpoint,
            frontier: None,
            checkpoints: None,
            notes_end: start.notes_end,
            _lock: start.lock,
        };
        if store.sealed > 0 && store.sealed == store.edge.size() {
            store.frontier = Some(store.frontier_at(start.last_note));
        }
        store
    }

    /// Seals what there is by the key before alone, before it hands over.
    pub(crate) fn seal_as(&mut self, old: &SecretKey) -> Result<Option<Checkpoint>, AuditError> {
        let key = std::mem::replace(&mut self.key, old.clone());
        let sealed = self.seal();
        self.key = key;
        sealed
    }

    /// Lets another key sign the next checkpoint too.
    pub(crate) fn sign_with_old(&mut self, old: SecretKey) {
        // The checkpoints before are the old key's alone, and no start goes on from them.
        self.frontier = None;
        self.old_key = Some(old);
    }

    /// How many entries there are, written or not.
    pub(crate) fn size(&self) -> u64 {
        self.edge.size()
    }

    /// How many entries a checkpoint seals.
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

    /// Takes the lines of a batch. Where enough has come together it is written; what goes wrong then, [`write`](Self::write) meets again.
    pub(crate) fn push(&mut self, batch: &mut Batch) {
        let mut works = true;
        batch.each_line(|line| {
            self.push_line(line);
            if works && self.chunks.back().is_some_and(|chunk| chunk.bytes.len() >= AT_ONCE) {
                works = self.write().is_ok();
            }
        });
    }

    /// Takes an entry of the log's own. Nothing is written yet.
    pub(crate) fn push_own(&mut self, own: &Own) {
        let mut line = Vec::new();
        // Texts and numbers can always be written.
        let _ = own.write(self.edge.size(), &mut line);
        line.push(b'\n');
        self.push_line(&mut line);
    }

    /// Gives a line its place in the chain.
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

    /// Writes what was taken.
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

    /// Writes what was taken, and seals it: once it survives a power failure, a checkpoint is written, and then that does too. Gives the
    /// checkpoint; `None` if all is sealed already.
    pub(crate) fn seal(&mut self) -> Result<Option<Checkpoint>, AuditError> {
        self.write()?;
        if self.sealing.is_none() && self.sealed == self.edge.size() {
            return Ok(None);
        }
        if self.file.is_none() {
            // Entries that a process before this one wrote.
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

    /// Where the log is, with everything that was taken, if a checkpoint that begins at a place seals it.
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

    /// Writes where the log was with the checkpoint before, so that the next start can go on from there. It can do without.
    fn keep_frontier(&mut self, now: Frontier) {
        if let Some(before) = self.frontier.replace(now)
            && let Err(error) = before.write(&self.folder)
        {
            let file = frontier::file(&self.folder);
            tracing::warn!(%error, file = %file.display(), "the next start of the audit log has to read more of it");
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
