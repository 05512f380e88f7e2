//! Resolves a path inside a volume to a path on the disk, or to the reason why not.
//!
//! Input: the canonical root of the volume, and the path as the client sent it. Output: a canonical path inside the root. Links are followed
//! only to check their target. Between this check and the use of the path, a process with write access to the host's folder could exchange
//! a part of it; only the operating system can prevent that.

use std::io;
use std::path::{Component, Path, PathBuf};

use thiserror::Error;

/// Why a path is not opened.
#[derive(Debug, Error)]
pub(crate) enum Refusal {
    #[error("the path contains `..`")]
    Traversal,
    #[error("{0}")]
    Rule(&'static str),
    #[error("not found")]
    Missing,
    #[error("cannot be read: {0}")]
    Unreadable(io::Error),
    #[error("{0}")]
    Disk(io::Error),
}

/// The rules of [`Refusal::Rule`], as they appear in events.
pub(crate) const RULE_RELATIVE: &str = "paths are relative to the volume's root";
pub(crate) const RULE_NAME: &str = "names contain no NUL";
pub(crate) const RULE_INSIDE: &str = "links stay inside their volume";
pub(crate) const RULE_REGULAR: &str = "only regular files are opened";
pub(crate) const RULE_READ_ONLY: &str = "the mount is read-only";
pub(crate) const RULE_HOST: &str = "the host denies reading";

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing,
            io::ErrorKind::PermissionDenied => Self::Unreadable(error),
            _ => Self::Disk(error),
        }
    }
}

/// The path of an existing entry.
pub(crate) fn existing(root: &Path, path: &str) -> Result<PathBuf, Refusal> {
    let real = root.join(relative(path)?).canonicalize()?;
    if real.starts_with(root) { Ok(real) } else { Err(Refusal::Rule(RULE_INSIDE)) }
}

/// The path of a new entry. Its folder must exist.
pub(crate) fn to_be_made(root: &Path, path: &str) -> Result<PathBuf, Refusal> {
    let relative = relative(path)?;
    let Some(name) = relative.file_name() else { return Err(Refusal::Rule(RULE_REGULAR)) };
    let folder = relative.parent().and_then(Path::to_str).unwrap_or_default();
    Ok(existing(root, folder)?.join(name))
}

/// The path as a relative one without `..`.
fn relative(path: &str) -> Result<&Path, Refusal> {
    let path = Path::new(path);
    if path.components().any(|part| part == Component::ParentDir) {
        return Err(Refusal::Traversal);
    }
    if path.components().any(|part| matches!(part, Component::RootDir | Component::Prefix(_))) {
        return Err(Refusal::Rule(RULE_RELATIVE));
    }
    if path.to_str().is_some_and(|text| text.contains('\0')) {
        return Err(Refusal::Rule(RULE_NAME));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn volume() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sub")).unwrap();
        fs::write(folder.path().join("sub/file"), "x").unwrap();
        let root = folder.path().canonicalize().unwrap();
        (folder, root)
    }

    #[test]
    fn a_path_with_dot_dot_is_always_refused() {
        let (_folder, root) = volume();
        for path in ["..", "../x", "sub/../sub/file", "/../etc/passwd", "sub/.."] {
            assert!(matches!(existing(&root, path), Err(Refusal::Traversal)), "{path}");
            assert!(matches!(to_be_made(&root, path), Err(Refusal::Traversal)), "{path}");
        }
        fs::write(root.join("a..b"), "").unwrap();
        assert!(existing(&root, "a..b").is_ok(), "two dots inside a name are allowed");
    }

    #[test]
    fn an_absolute_path_and_a_name_with_nul_are_refused() {
        let (_folder, root) = volume();
        assert!(matches!(existing(&root, "/etc/passwd"), Err(Refusal::Rule(RULE_RELATIVE))));
        assert!(matches!(existing(&root, "a\0b"), Err(Refusal::Rule(RULE_NAME))));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_may_not_point_out_of_the_volume() {
        use std::os::unix::fs::symlink;
        let (_folder, root) = volume();
        symlink("sub/file", root.join("inside")).unwrap();
        symlink("/", root.join("outside")).unwrap();
        symlink("loop", root.join("loop")).unwrap();
        assert_eq!(existing(&root, "inside").unwrap(), root.join("sub/file"));
        assert!(matches!(existing(&root, "outside"), Err(Refusal::Rule(RULE_INSIDE))));
        assert!(matches!(existing(&root, "outside/etc"), Err(Refusal::Rule(RULE_INSIDE))));
        assert!(matches!(to_be_made(&root, "outside/tmp/new"), Err(Refusal::Rule(RULE_INSIDE))));
        assert!(matches!(existing(&root, "loop"), Err(Refusal::Disk(_))));
    }

    #[test]
    fn a_missing_entry_can_be_created_if_its_folder_exists() {
        let (_folder, root) = volume();
        assert!(matches!(existing(&root, "sub/none"), Err(Refusal::Missing)));
        assert_eq!(to_be_made(&root, "sub/none").unwrap(), root.join("sub/none"));
        assert!(matches!(to_be_made(&root, "none/none"), Err(Refusal::Missing)));
        assert_eq!(existing(&root, "").unwrap(), root);
    }
}
