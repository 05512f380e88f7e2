//! The output folder: written next to its target and moved there atomically.
//!
//! An existing folder is replaced only if all its files were written by this command, as its marker file lists them.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::out::Failure;
use crate::output;

/// The marker file: the list of files that this command wrote.
const MARKER: &str = ".aegis-events-docs";

/// The marker's first line.
const MARK: &str = "Written by `aegis-events docs`, which replaces this folder if it contains no other files:";

/// The mode of new folders, before the process's umask.
#[cfg(unix)]
const NEW_FOLDER_MODE: u32 = 0o777;

/// A folder under construction. It is deleted on drop unless it was moved to its target.
pub(super) struct Folder {
    temporary: TempDir,
    /// The target.
    place: PathBuf,
    /// The target as the user wrote it.
    shown: PathBuf,
    /// The files and folders so far.
    written: RefCell<Written>,
}

#[derive(Default)]
struct Written {
    files: BTreeSet<String>,
    folders: BTreeSet<PathBuf>,
}

impl Folder {
    /// Create an empty folder next to `out`, if `out` can be replaced.
    pub(super) fn begin(out: &Path) -> Result<Self, Failure> {
        let refuse =
            |why: &dyn Display| Err(Failure::new(format!("cannot write the folder `{}`: {why}", out.display())));
        let place = match fs::canonicalize(out) {
            // Follow links, so that the link remains.
            Ok(place) => place,
            Err(error) if error.kind() == io::ErrorKind::NotFound => out.to_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return refuse(&"a part of this path is a file\n  name another folder");
            }
            Err(error) => return refuse(&error),
        };
        replaceable(&place, out)?;
        if place.file_name().is_none() {
            return refuse(&"it has no parent folder\n  name another folder");
        }
        let parent = output::folder(&place);
        if !parent.is_dir() {
            return refuse(&format_args!("the folder `{}` does not exist\n  create it first", parent.display()));
        }
        match new_folder().tempdir_in(parent) {
            Ok(temporary) => Ok(Self { temporary, place, shown: out.to_owned(), written: RefCell::default() }),
            Err(error) => refuse(&format_args!(
                "cannot create a folder in `{}`: {}\n  name another folder",
                parent.display(),
                kind(&error)
            )),
        }
    }

    /// Write a file. `path` is relative, with `/` as separator.
    pub(super) fn write(&self, path: &str, content: &[u8]) -> Result<(), Failure> {
        let mut written = self.written.borrow_mut();
        let file = self.temporary.path().join(path);
        let parent = file.parent().unwrap_or(self.temporary.path());
        let wrote = if written.folders.contains(parent) {
            fs::write(&file, content)
        } else {
            fs::create_dir_all(parent).and_then(|()| fs::write(&file, content))
        };
        written.folders.insert(parent.to_owned());
        written.files.insert(path.to_owned());
        wrote.map_err(|error| self.failure(&format_args!("`{path}`: {}", kind(&error))))
    }

    /// Move the folder to its target and delete the previous one.
    pub(super) fn put_in_place(self) -> Result<(), Failure> {
        let files: String = self.written.borrow().files.iter().map(|file| format!("{file}\n")).collect();
        self.write(MARKER, format!("{MARK}\n{files}").as_bytes())?;
        // The target may have changed meanwhile.
        replaceable(&self.place, &self.shown)?;
        let parent = output::folder(&self.place);
        if !self.place.exists() {
            return fs::rename(self.temporary.path(), &self.place).map_err(|error| self.failure(&kind(&error)));
        }
        let old = new_folder().tempdir_in(parent).map_err(|error| self.failure(&kind(&error)))?;
        let aside = old.path().join("old");
        fs::rename(&self.place, &aside).map_err(|error| self.failure(&kind(&error)))?;
        if let Err(error) = fs::rename(self.temporary.path(), &self.place) {
            // Move the previous folder back. If that fails too, name it.
            if fs::rename(&aside, &self.place).is_err() {
                let kept = old.keep().join("old");
                return Err(self.failure(&format_args!(
                    "{}; the previous content is in `{}`",
                    kind(&error),
                    kept.display()
                )));
            }
            return Err(self.failure(&kind(&error)));
        }
        Ok(())
    }

    fn failure(&self, why: &dyn Display) -> Failure {
        Failure::new(format!("cannot write the folder `{}`: {why}", self.shown.display()))
    }
}

/// An error without the path of the temporary folder, which `tempfile` appends.
fn kind(error: &io::Error) -> String {
    let text = error.to_string();
    text.split_once(" at path ").map_or(text.clone(), |(what, _)| what.to_owned())
}

fn new_folder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".aegis-events-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(NEW_FOLDER_MODE));
    builder
}

/// Check that replacing the target loses nothing.
fn replaceable(place: &Path, shown: &Path) -> Result<(), Failure> {
    let refuse = |why: String| {
        Err(Failure::new(format!("`{}` {why}\n  name another folder, or remove it first", shown.display())))
    };
    let found = match fs::symlink_metadata(place) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return refuse(format!("cannot be read: {error}")),
    };
    if !found.is_dir() {
        return refuse("is not a folder".to_owned());
    }
    let marker = fs::read_to_string(place.join(MARKER)).unwrap_or_default();
    let Some((MARK, ours)) = marker.split_once('\n') else {
        return match fs::read_dir(place).map(|mut entries| entries.next().is_none()) {
            Ok(true) => Ok(()),
            Ok(false) => refuse("was not written by `aegis-events docs`".to_owned()),
            Err(error) => refuse(format!("cannot be read: {error}")),
        };
    };
    let ours: BTreeSet<&str> = ours.lines().collect();
    let mut files = Vec::new();
    if let Err(error) = collect(place, "", &mut files) {
        return refuse(format!("cannot be read: {error}"));
    }
    match files.iter().find(|file| *file != MARKER && !ours.contains(file.as_str())) {
        Some(other) => refuse(format!("contains `{other}`, which `aegis-events docs` did not write")),
        None => Ok(()),
    }
}

/// The files below a folder, unordered, with `/` as separator.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() { collect(&entry.path(), &format!("{path}/"), files)? } else { files.push(path) }
    }
    Ok(())
}
