//! The files of a log: one or several files of entries, and a file of checkpoints.
//!
//! `entries-<index of the first entry, 20 digits>.jsonl`, in the order of their names; `checkpoints`; `lock`; and `torn-*`, the remains of
//! interrupted writes. Files are only appended to and never renamed, so that a crash can damage only the end of one. The exception is
//! [`frontier`](super::frontier), which nothing depends on.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

const PREFIX: &str = "entries-";
const SUFFIX: &str = ".jsonl";
const CHECKPOINTS: &str = "checkpoints";
const LOCK: &str = "lock";

/// A file of entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The index of the first entry in it.
    pub(crate) first: u64,
    pub(crate) path: PathBuf,
}

/// A place in a file of lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Offset {
    pub(crate) bytes: u64,
    pub(crate) lines: u64,
}

impl Segment {
    pub(crate) fn of(folder: &Path, first: u64) -> Self {
        Self { first, path: folder.join(format!("{PREFIX}{first:020}{SUFFIX}")) }
    }

    /// All files of entries in a folder, in order. A missing folder has none.
    pub(crate) fn all(folder: &Path) -> io::Result<Vec<Self>> {
        let mut found = Vec::new();
        let files = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
            files => files?,
        };
        for file in files {
            let name = file?.file_name();
            let digits = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX));
            let first = digits.filter(|digits| digits.len() == 20).and_then(|digits| digits.parse().ok());
            if let Some(first) = first {
                found.push(Self::of(folder, first));
            }
        }
        found.sort_by_key(|segment| segment.first);
        Ok(found)
    }
}

/// The file of checkpoints.
pub(crate) fn checkpoints(folder: &Path) -> PathBuf {
    folder.join(CHECKPOINTS)
}

/// The lock of a log, held until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file is not enough: a forked process has it too, until it executes another program.
        let _ = self.0.unlock();
    }
}

/// Takes the lock of a log; `None` if another process has it.
pub(crate) fn lock(folder: &Path) -> io::Result<Option<Lock>> {
    let file = OpenOptions::new().create(true).append(true).open(folder.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock(file))),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

/// Makes the entries of a folder survive a power failure.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Other systems cannot open a folder, and need not.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The end of an append-only file.
pub(crate) trait Tail: Send {
    /// Appends some of the bytes and returns how many.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Waits until all appended bytes survive a power failure.
    fn sync(&mut self) -> io::Result<()>;
}

/// The file system; tests use one that fails.
pub(crate) trait Disk: Send {
    /// Opens a file at its end, and creates it if it does not exist.
    fn append(&self, path: &Path) -> io::Result<Box<dyn Tail>>;
}

/// The real file system.
#[derive(Debug)]
pub(crate) struct RealDisk;

impl Disk for RealDisk {
    fn append(&self, path: &Path) -> io::Result<Box<dyn Tail>> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        // Also for an existing file: the process that created it may have failed before this.
        if let Some(folder) = path.parent() {
            sync_folder(folder)?;
        }
        Ok(Box::new(file))
    }
}

impl Tail for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::Write::write(self, bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// Moves the torn end of a file to a new file, and returns its path. Its name has the index of the next entry and the time.
pub(crate) fn cut_off(path: &Path, len: u64, torn: &[u8], (index, now_us): (u64, i64)) -> io::Result<PathBuf> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let (mut kept, keep) = new_torn(folder, index, now_us)?;
    kept.write_all(torn)?;
    kept.sync_all()?;
    sync_folder(folder)?;
    let file = OpenOptions::new().write(true).open(path)?;
    file.set_len(len)?;
    file.sync_all()?;
    Ok(keep)
}

/// Creates a file for a torn end. Its time may be taken: two ends may be torn at once, and a clock may be set back.
fn new_torn(folder: &Path, index: u64, now_us: i64) -> io::Result<(File, PathBuf)> {
    let mut us = now_us;
    loop {
        let path = folder.join(format!("torn-{index:020}-{us}"));
        match OpenOptions::new().create_new(true).write(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => us += 1,
            opened => return Ok((opened?, path)),
        }
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn ends_torn_at_the_same_time_are_all_kept() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("entries");
        let kept = ["a", "b", "c"].map(|torn| {
            fs::write(&path, format!("line\n{torn}")).unwrap();
            let keep = cut_off(&path, 5, torn.as_bytes(), (1, 1_000)).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), "line\n");
            fs::read_to_string(keep).unwrap()
        });
        assert_eq!(kept, ["a", "b", "c"]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
    }
}
