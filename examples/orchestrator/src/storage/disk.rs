//! Blocking operations on the disk: a root and a path in, data or a [`Refusal`] out.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::resolve::{RULE_REGULAR, Refusal, existing, to_be_made};

/// Maximum number of entries of a listing.
const MOST_ENTRIES: usize = 4_096;

/// The contents of a folder, sorted by name.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub(crate) entries: Vec<Entry>,
    /// Entries beyond the maximum, and entries whose names are not UTF-8, which an agent cannot name.
    pub(crate) left_out: usize,
}

#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) kind: EntryKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryKind {
    Folder,
    File,
    Link,
    /// A device, a socket, a named pipe.
    Special,
}

/// The mode of a handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OpenMode {
    Read,
    Write,
}

impl OpenMode {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

pub(super) fn list(root: &Path, path: &str) -> Result<Listing, Refusal> {
    let mut listing = Listing::default();
    for entry in fs::read_dir(existing(root, path)?)? {
        let entry = entry?;
        let kind = match entry.file_type()? {
            kind if kind.is_dir() => EntryKind::Folder,
            kind if kind.is_file() => EntryKind::File,
            kind if kind.is_symlink() => EntryKind::Link,
            _ => EntryKind::Special,
        };
        match entry.file_name().into_string() {
            Ok(name) if listing.entries.len() < MOST_ENTRIES => listing.entries.push(Entry { name, kind }),
            _ => listing.left_out += 1,
        }
    }
    listing.entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(listing)
}

/// Opens a regular file. A named pipe could block, and opening a device could have an effect.
pub(super) fn open(root: &Path, path: &str, mode: OpenMode) -> Result<File, Refusal> {
    let real = existing(root, path)?;
    if !fs::symlink_metadata(&real)?.is_file() {
        return Err(Refusal::Rule(RULE_REGULAR));
    }
    Ok(OpenOptions::new().read(true).write(mode == OpenMode::Write).open(real)?)
}

/// Creates a new file. A link with that name is not followed.
pub(super) fn create(root: &Path, path: &str) -> Result<File, Refusal> {
    Ok(OpenOptions::new().read(true).write(true).create_new(true).open(to_be_made(root, path)?)?)
}

/// Deletes a file and returns its size.
pub(super) fn delete(root: &Path, path: &str) -> Result<u64, Refusal> {
    let real = existing(root, path)?;
    let metadata = fs::symlink_metadata(&real)?;
    if !metadata.is_file() {
        return Err(Refusal::Rule(RULE_REGULAR));
    }
    fs::remove_file(real)?;
    Ok(metadata.len())
}

/// Reads at most `most` bytes. A file with size 0 is not read, because some kernel files would block.
pub(super) fn read(mut file: &File, offset: u64, most: usize) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    if file.metadata()?.len() > offset {
        file.seek(SeekFrom::Start(offset))?;
        file.take(most as u64).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

pub(super) fn write(mut file: &File, offset: u64, bytes: &[u8]) -> Result<(), Refusal> {
    file.seek(SeekFrom::Start(offset))?;
    Ok(file.write_all(bytes)?)
}

/// The number of bytes by which a write would enlarge a file.
pub(super) fn growth(file: &File, offset: u64, bytes: usize) -> Result<u64, Refusal> {
    Ok(offset.saturating_add(bytes as u64).saturating_sub(file.metadata()?.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_created_once_written_read_and_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let file = create(&root, "a").unwrap();
        assert_eq!(growth(&file, 0, 5).unwrap(), 5);
        write(&file, 0, b"hello").unwrap();
        assert_eq!((growth(&file, 3, 2).unwrap(), growth(&file, 3, 4).unwrap()), (0, 2));
        assert_eq!(read(&file, 1, 3).unwrap(), b"ell");
        assert_eq!(read(&file, 9, 3).unwrap(), b"");
        assert!(matches!(create(&root, "a"), Err(Refusal::Disk(_))), "it already exists");
        assert_eq!(delete(&root, "a").unwrap(), 5);
        assert!(matches!(open(&root, "a", OpenMode::Read), Err(Refusal::Missing)));
    }

    #[test]
    fn a_folder_is_not_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir(root.join("sub")).unwrap();
        assert!(matches!(open(&root, "sub", OpenMode::Read), Err(Refusal::Rule(RULE_REGULAR))));
        assert!(matches!(delete(&root, "sub"), Err(Refusal::Rule(RULE_REGULAR))));
        assert!(matches!(list(&root, "none"), Err(Refusal::Missing)));
    }

    #[cfg(unix)]
    #[test]
    fn a_listing_is_sorted_and_leaves_out_names_that_are_not_utf8() {
        use std::ffi::OsStr;
        use std::os::unix::{ffi::OsStrExt, fs::symlink, net::UnixListener};
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::write(root.join("b"), "").unwrap();
        fs::create_dir(root.join("a")).unwrap();
        symlink("nowhere", root.join("c")).unwrap();
        let _socket = UnixListener::bind(root.join("d")).unwrap();
        fs::write(root.join(OsStr::from_bytes(b"\xff")), "").unwrap();
        let listing = list(&root, "").unwrap();
        let kinds: Vec<_> = listing.entries.iter().map(|entry| (entry.name.as_str(), entry.kind)).collect();
        let expected =
            [("a", EntryKind::Folder), ("b", EntryKind::File), ("c", EntryKind::Link), ("d", EntryKind::Special)];
        assert_eq!(kinds, expected);
        assert_eq!(listing.left_out, 1);
        assert!(matches!(open(&root, "d", OpenMode::Read), Err(Refusal::Rule(RULE_REGULAR))));
    }
}
