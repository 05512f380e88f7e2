//! A walk through a folder, file by file. It ends within a few seconds for any folder.

use std::collections::VecDeque;

use aegis_events::domain::VolumeId;

use crate::execution::{Stuck, Toolbox};
use crate::storage::{EntryKind, FsalError, Listing, Place};

/// The limits of a walk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Opened files.
    pub(crate) files: usize,
    /// Bytes read per file.
    pub(crate) file_bytes: usize,
    /// Bytes read in total.
    pub(crate) total_bytes: u64,
    /// Listed folders.
    pub(crate) folders: usize,
}

impl Limits {
    /// Limits with a number of files. The other values suit a source tree and end within seconds.
    pub(crate) fn of_files(files: usize) -> Self {
        Self { files, file_bytes: 256 * 1024, total_bytes: 32 * 1024 * 1024, folders: 500 }
    }
}

/// Folders of build tools and version control systems.
const SKIPPED: [&str; 8] = [".git", ".hg", ".jj", ".svn", ".venv", "__pycache__", "node_modules", "target"];

/// The result of a walk.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    pub(crate) texts: Vec<TextFile>,
    pub(crate) binaries: usize,
    /// Unreadable files and folders, with the reason.
    pub(crate) refused: Vec<String>,
    pub(crate) folders: usize,
    /// Links, devices and so on. They are not followed or opened.
    pub(crate) skipped: usize,
    /// Whether a limit ended the walk.
    pub(crate) cut_short: bool,
    bytes: u64,
}

/// A text file.
#[derive(Debug)]
pub(crate) struct TextFile {
    pub(crate) path: String,
    pub(crate) bytes: usize,
    pub(crate) lines: u64,
    /// Whether it was read completely.
    pub(crate) whole: bool,
}

impl Survey {
    /// Files that were opened or refused.
    pub(crate) fn files(&self) -> usize {
        self.texts.len() + self.binaries + self.refused.len()
    }

    pub(crate) fn lines(&self) -> u64 {
        self.texts.iter().map(|file| file.lines).sum()
    }

    /// The largest file that was read completely.
    pub(crate) fn largest(&self) -> Option<&TextFile> {
        self.texts.iter().filter(|file| file.whole && file.bytes > 0).max_by_key(|file| file.bytes)
    }

    fn is_full(&self, limits: &Limits) -> bool {
        self.files() >= limits.files || self.bytes >= limits.total_bytes || self.folders >= limits.folders
    }
}

/// Walks through a volume from its root.
pub(crate) async fn walk(toolbox: &Toolbox, volume: VolumeId, limits: &Limits) -> Result<Survey, Stuck> {
    let mut survey = Survey::default();
    let mut folders = VecDeque::from([String::new()]);
    while let Some(folder) = folders.pop_front() {
        if survey.is_full(limits) {
            survey.cut_short = true;
            break;
        }
        let Listing { entries, left_out } = match toolbox.files.list(&Place::new(volume, folder.clone())).await {
            Ok(listing) => listing,
            Err(error) => {
                note(&mut survey, error)?;
                continue;
            }
        };
        survey.folders += 1;
        survey.skipped += left_out;
        for entry in entries {
            let path = if folder.is_empty() { entry.name.clone() } else { format!("{folder}/{}", entry.name) };
            match entry.kind {
                EntryKind::Folder if SKIPPED.contains(&entry.name.as_str()) => {}
                EntryKind::Folder => folders.push_back(path),
                EntryKind::File if survey.is_full(limits) => survey.cut_short = true,
                EntryKind::File => look_at(toolbox, volume, path, limits, &mut survey).await?,
                EntryKind::Link | EntryKind::Special => survey.skipped += 1,
            }
        }
    }
    Ok(survey)
}

async fn look_at(
    toolbox: &Toolbox,
    volume: VolumeId,
    path: String,
    limits: &Limits,
    survey: &mut Survey,
) -> Result<(), Stuck> {
    // One extra byte shows whether the file is longer.
    let mut bytes = match toolbox.files.read(&Place::new(volume, path.clone()), limits.file_bytes + 1).await {
        Ok(bytes) => bytes,
        Err(error) => return note(survey, error),
    };
    let whole = bytes.len() <= limits.file_bytes;
    if !whole {
        bytes.truncate(limits.file_bytes);
        toolbox
            .enforcer
            .note_large_file(toolbox.run, &path, limits.file_bytes, toolbox.cause)
            .await
            .map_err(FsalError::from)?;
    }
    survey.bytes += bytes.len() as u64;
    if is_text(&bytes, whole) {
        let lines = bytes.iter().filter(|&&byte| byte == b'\n').count() as u64;
        survey.texts.push(TextFile { path, bytes: bytes.len(), lines, whole });
    } else {
        survey.binaries += 1;
    }
    Ok(())
}

/// Records a refused file or folder. Other errors end the walk.
fn note(survey: &mut Survey, error: FsalError) -> Result<(), Stuck> {
    if !error.is_about_one_file() {
        return Err(error.into());
    }
    survey.refused.push(error.to_string());
    Ok(())
}

/// Whether bytes are UTF-8 without NUL. The start of a file may end within a character.
fn is_text(bytes: &[u8], whole: bool) -> bool {
    let utf8 = match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => !whole && error.error_len().is_none(),
    };
    utf8 && !bytes.contains(&0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_utf8_without_nul_and_may_be_cut_off() {
        assert!(is_text("äöü\n".as_bytes(), true));
        assert!(is_text(b"", true));
        assert!(!is_text(b"a\0b", true));
        assert!(!is_text(b"\xff\xfe", false));
        let cut = &"äö".as_bytes()[..3];
        assert!(is_text(cut, false));
        assert!(!is_text(cut, true));
    }
}
