//! Reads a log from its first entry to its last, with the checkpoints, in constant memory. It changes nothing.

use std::path::{Path, PathBuf};

use super::chain::Chain;
use super::lines::{Lines, Read};
use super::notes::{Next, Notes, without_zeros};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::error::AuditError;
use crate::audit::files::{self, Offset, Segment};
use crate::audit::finding::{Finding, Problem};
use crate::audit::frontier::{Frontier, Full};
use crate::audit::key::PublicKey;
use crate::audit::line::{Entry, Head, Own};
use crate::audit::tree::{Digest, Edge, leaf};

/// The remains of an interrupted write at the end of a file.
#[derive(Debug)]
pub(crate) struct Torn {
    pub(crate) path: PathBuf,
    /// The length of the file without them.
    pub(crate) len: u64,
    pub(crate) bytes: Vec<u8>,
}

/// The good part of a log, and its end.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// The tree over all entries, up to the first bad place.
    pub(crate) edge: Edge,
    /// The digest of the last entry.
    pub(crate) last: Digest,
    /// The number of entries that good checkpoints seal.
    pub(crate) sealed: u64,
    pub(crate) checkpoints: u64,
    pub(crate) last_checkpoint: Option<Checkpoint>,
    pub(crate) chain: Chain,
    /// The last file of entries, and its length without torn bytes.
    pub(crate) segment: Option<(Segment, u64)>,
    /// The files before it.
    pub(crate) full: Full,
    /// Where the last checkpoint begins, and where the checkpoints end, in bytes.
    pub(crate) last_note: u64,
    pub(crate) notes_end: u64,
    pub(crate) torn: Option<Torn>,
    pub(crate) torn_checkpoint: Option<Torn>,
    pub(crate) finding: Option<Finding>,
}

/// A walk through a log.
pub(crate) struct Walk<'a> {
    pub(crate) folder: &'a Path,
    /// Checkpoints from another source, which the log must match.
    pub(crate) expected: &'a [Checkpoint],
    /// Trusted keys.
    pub(crate) given: &'a [PublicKey],
    /// Called with each entry: the head of its line, the line, its digest.
    pub(crate) see: &'a mut dyn FnMut(&Head<'_>, &[u8], Digest),
}

/// Why a walk ends early.
enum Stop {
    Found(Finding),
    Failed(AuditError),
}

impl From<AuditError> for Stop {
    fn from(error: AuditError) -> Self {
        Self::Failed(error)
    }
}

/// A place in a file of entries.
struct Place<'a> {
    segment: &'a Segment,
    line: u64,
}

impl Place<'_> {
    fn stop(&self, problem: Problem) -> Stop {
        Stop::Found(Finding { path: self.segment.path.clone(), line: self.line, problem })
    }
}

impl<'a> Walk<'a> {
    /// Walks without a trusted key: the log must be consistent, whichever keys signed it.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub(crate) fn run_unanchored(self) -> Result<Walked, AuditError> {
        let mut walked = self.run()?;
        if matches!(walked.finding, Some(Finding { problem: Problem::KeyNotGiven { .. }, .. })) {
            walked.finding = None;
        }
        Ok(walked)
    }

    /// Walks through the log.
    ///
    /// # Errors
    ///
    /// [`AuditError::Unreadable`]. A finding about the log itself is in the result.
    pub(crate) fn run(self) -> Result<Walked, AuditError> {
        let walked = Walked { chain: Chain::new(self.given), ..Walked::default() };
        let mut walker = self.walker(walked, Offset::default())?;
        match walker.entries() {
            Ok(()) => {}
            Err(Stop::Found(finding)) => walker.walked.finding = Some(finding),
            Err(Stop::Failed(error)) => return Err(error),
        }
        Ok(walker.walked)
    }

    /// Walks from a frontier on that a trusted key has signed. `None` if anything may be wrong: then a walk from the beginning finds out what.
    pub(crate) fn resume(self, frontier: &Frontier, key: &PublicKey) -> Option<Walked> {
        let walked = Walked {
            edge: frontier.edge.clone(),
            last: frontier.last,
            // Its checkpoint comes first, and counts as new.
            sealed: frontier.edge.size().checked_sub(1)?,
            chain: Chain::at(key),
            full: frontier.full,
            ..Walked::default()
        };
        let mut walker = self.walker(walked, Offset { bytes: frontier.note, lines: 0 }).ok()?;
        let is_good = walker.entries_from(frontier).unwrap_or(false);
        is_good.then_some(walker.walked)
    }

    fn walker(self, walked: Walked, notes_from: Offset) -> Result<Walker<'a>, AuditError> {
        let path = files::checkpoints(self.folder);
        let notes = Notes::open(&path, notes_from).map_err(|error| AuditError::unreadable(&path, error))?;
        Ok(Walker { walk: self, notes, path, next: None, suspect: None, end_before: None, line: 0, walked })
    }
}

/// An entry with a wrong digest of the previous entry.
struct Suspect {
    entry: u64,
    /// Its file and line.
    place: (PathBuf, u64),
    /// The file and line of the previous entry.
    before: (PathBuf, u64),
}

struct Walker<'a> {
    walk: Walk<'a>,
    notes: Notes,
    /// The file of checkpoints.
    path: PathBuf,
    /// The next checkpoint, and its beginning.
    next: Option<(Checkpoint, Offset)>,
    /// This entry or the previous one was changed; the next entry decides.
    suspect: Option<Suspect>,
    /// The last line of the previous file.
    end_before: Option<(PathBuf, u64)>,
    /// The line of the last checkpoint.
    line: u64,
    walked: Walked,
}

impl Walker<'_> {
    fn entries(&mut self) -> Result<(), Stop> {
        let segments = Segment::all(self.walk.folder).map_err(|e| AuditError::unreadable(self.walk.folder, e))?;
        self.next_checkpoint()?;
        self.segments(&segments, Offset::default())
    }

    /// Reads from a frontier on. Returns whether the frontier is right and later entries are sealed by the same key: the first of them contains the
    /// digest of the frontier's last entry.
    fn entries_from(&mut self, frontier: &Frontier) -> Result<bool, Stop> {
        let failed = |error| AuditError::unreadable(self.walk.folder, error);
        let segments = Segment::all(self.walk.folder).map_err(failed)?;
        let Some(segments) = frontier.remaining(segments).map_err(failed)? else { return Ok(false) };
        let size = frontier.edge.size();
        self.next_checkpoint()?;
        self.seal()?;
        if self.walked.sealed != size {
            return Ok(false);
        }
        let from = Offset { bytes: frontier.segment_len, lines: size - frontier.segment };
        self.segments(&segments, from)?;
        Ok(self.walked.sealed > size && self.walked.chain.is_of_one_key())
    }

    /// Reads from a place in the first file to the end of the last.
    fn segments(&mut self, segments: &[Segment], mut from: Offset) -> Result<(), Stop> {
        for (at, segment) in segments.iter().enumerate() {
            let is_last = at + 1 == segments.len();
            self.segment(segment, std::mem::take(&mut from), is_last)?;
        }
        self.end(segments.last())
    }

    fn segment(&mut self, segment: &Segment, from: Offset, is_last: bool) -> Result<(), Stop> {
        let expected = self.walked.edge.size();
        if segment.first + from.lines != expected {
            self.clear_suspect(None)?;
            return Err(Place { segment, line: 1 }.stop(Problem::WrongFile { expected, found: segment.first }));
        }
        let failed = |error| AuditError::unreadable(&segment.path, error);
        let mut lines = Lines::open(&segment.path, from).map_err(failed)?;
        let mut line = Vec::new();
        loop {
            let read = lines.next(&mut line).map_err(failed)?;
            self.walked.segment = Some((segment.clone(), lines.len));
            let place = Place { segment, line: lines.count + u64::from(read != Read::Line) };
            match read {
                Read::Line => self.entry(&line, &place)?,
                Read::End => {
                    if !is_last {
                        self.walked.full.files += 1;
                        self.walked.full.bytes += lines.len;
                    }
                    if lines.count > 0 {
                        self.end_before = Some((segment.path.clone(), lines.count));
                    }
                    return Ok(());
                }
                Read::Torn if is_last && is_begun(&line) => {
                    self.walked.torn = Some(Torn { path: segment.path.clone(), len: lines.len, bytes: line });
                    return Ok(());
                }
                Read::Torn | Read::TooLong => {
                    self.clear_suspect(None)?;
                    let reason = if read == Read::Torn { "it does not end" } else { "it is longer than 64 MiB" };
                    return Err(place.stop(Problem::NotAnEntry { reason }));
                }
            }
        }
    }

    fn entry(&mut self, line: &[u8], place: &Place<'_>) -> Result<(), Stop> {
        let index = self.walked.edge.size();
        let head = Head::parse(line).map_err(|reason| place.stop(Problem::NotAnEntry { reason }));
        let digest = leaf(line);
        self.clear_suspect(head.as_ref().ok())?;
        let head = head?;
        if head.index != index {
            return Err(place.stop(Problem::OutOfPlace { expected: index, found: head.index }));
        }
        self.walked.chain.check_rotation_sealed(index).map_err(|problem| place.stop(problem))?;
        if head.prev != self.walked.last {
            // This entry or the previous one was changed: the next entry, with the digest of this one, decides.
            let path = &place.segment.path;
            let before = match &self.end_before {
                Some(end) if place.line == 1 => end.clone(),
                _ => (path.clone(), place.line.saturating_sub(1)),
            };
            self.suspect = Some(Suspect { entry: index, place: (path.clone(), place.line), before });
            if index == 0 {
                self.clear_suspect(None)?;
            }
        }
        match &head.entry {
            Entry::Event(_) if index == 0 => return Err(place.stop(Problem::Opening { entry: index })),
            Entry::Event(_) => {}
            Entry::Own(own) => self.own(index, own).map_err(|problem| place.stop(problem))?,
        }
        if self.suspect.is_none() {
            (self.walk.see)(&head, line, digest);
        }
        self.walked.last = digest;
        if self.suspect.is_some() {
            // Not counted as good: the tree stays as it was for the report, and the next line decides.
            return Ok(());
        }
        self.walked.edge.push(digest);
        self.seal()
    }

    /// Decides which of two entries was changed, by the digest in the entry after them.
    fn clear_suspect(&mut self, after: Option<&Head<'_>>) -> Result<(), Stop> {
        let Some(Suspect { entry, place, before }) = self.suspect.take() else { return Ok(()) };
        let is_itself = entry == 0 || after.is_some_and(|after| after.prev != self.walked.last);
        let ((path, line), entry) = if is_itself { (place, entry) } else { (before, entry - 1) };
        Err(Stop::Found(Finding { path, line, problem: Problem::Changed { entry } }))
    }

    fn own(&mut self, index: u64, own: &Own) -> Result<(), Problem> {
        match own {
            Own::Opened { key, .. } if index == 0 => self.walked.chain.open(key),
            Own::Opened { .. } => Err(Problem::Opening { entry: index }),
            Own::KeyRotated { from, to, .. } => self.walked.chain.rotate(index, from, to),
        }
    }

    /// Checks the checkpoints of this size against the tree.
    fn seal(&mut self) -> Result<(), Stop> {
        let size = self.walked.edge.size();
        if let Some((checkpoint, begin)) = self.next.take_if(|(checkpoint, _)| checkpoint.size() == size) {
            let (from, line) = (self.walked.sealed, begin.lines + 1);
            let stop = |problem| Stop::Found(Finding { path: self.path.clone(), line, problem });
            self.walked.chain.check(&checkpoint).map_err(stop)?;
            if checkpoint.root() != self.walked.edge.root() {
                return Err(stop(Problem::NotAsSealed { from, size }));
            }
            self.walked.chain.sealed(size);
            self.walked.sealed = size;
            self.walked.checkpoints += 1;
            self.walked.last_checkpoint = Some(checkpoint);
            (self.walked.last_note, self.walked.notes_end) = (begin.bytes, self.notes.end.bytes);
            self.line = line;
            self.next_checkpoint()?;
        }
        let expected = self.walk.expected.iter().filter(|expected| expected.size() == size);
        let mut roots = expected.map(|expected| expected.root()).peekable();
        if roots.peek().is_some() {
            let root = self.walked.edge.root();
            if roots.any(|expected| expected != root) {
                return Err(self.at_checkpoints(Problem::Forked { size }));
            }
        }
        Ok(())
    }

    fn next_checkpoint(&mut self) -> Result<(), Stop> {
        let before = self.walked.sealed;
        let next = self.notes.next().map_err(|error| AuditError::unreadable(&self.path, error))?;
        let stop = |line, problem| Err(Stop::Found(Finding { path: self.path.clone(), line, problem }));
        match next {
            Next::Checkpoint(checkpoint, begin) if checkpoint.size() <= before => {
                return stop(begin.lines + 1, Problem::Replayed { size: checkpoint.size(), before });
            }
            Next::Checkpoint(checkpoint, begin) => self.next = Some((checkpoint, begin)),
            Next::Wrong(line, reason) => return stop(line, Problem::NotACheckpoint { reason }),
            Next::End(torn) if torn.is_empty() => {}
            Next::End(bytes) => {
                self.walked.torn_checkpoint = Some(Torn { path: self.path.clone(), len: self.notes.end.bytes, bytes });
            }
        }
        Ok(())
    }

    /// The checks that need all entries.
    fn end(&mut self, last: Option<&Segment>) -> Result<(), Stop> {
        self.clear_suspect(None)?;
        let entries = self.walked.edge.size();
        if let Some((checkpoint, begin)) = &self.next {
            let problem = Problem::Shortened { entries, size: checkpoint.size() };
            return Err(Stop::Found(Finding { path: self.path.clone(), line: begin.lines + 1, problem }));
        }
        if let (Some(segment), true) = (last, self.walked.sealed == 0 && entries > 1) {
            return Err(Place { segment, line: 1 }.stop(Problem::NoCheckpoint { entries }));
        }
        for expected in self.walk.expected {
            let size = expected.size();
            if !self.walked.chain.knows_signer_of(expected) {
                return Err(self.at_checkpoints(Problem::ExpectedNotOurs { size }));
            }
            if size > entries {
                return Err(self.at_checkpoints(Problem::ShorterThanExpected { entries, size }));
            }
        }
        self.walked.chain.check_trusted().map_err(|problem| self.at_checkpoints(problem))
    }

    fn at_checkpoints(&self, problem: Problem) -> Stop {
        Stop::Found(Finding { path: self.path.clone(), line: self.line.max(1), problem })
    }
}

/// Whether the end of a file is the beginning of an entry, the remains of an interrupted write.
fn is_begun(torn: &[u8]) -> bool {
    let torn = without_zeros(torn);
    match serde_json::from_slice::<serde::de::IgnoredAny>(torn) {
        // Complete except for its line feed.
        Ok(_) => torn.ends_with(b"}"),
        // The interrupted write may have cut a character of several bytes, which the parser takes for a syntax error.
        Err(error) => error.is_eof() || std::str::from_utf8(torn).is_err_and(|error| error.error_len().is_none()),
    }
}
