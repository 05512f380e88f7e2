//! Files at a git revision, read by the `git` program.

use std::io;
use std::path::Path;
use std::process::{Command, Output};

use crate::out::Failure;
use crate::output::folder;

/// The content of a file at a revision of its repository.
pub(super) fn show(path: &Path, revision: &str) -> Result<Vec<u8>, Failure> {
    // `:` and a leading `-` have a meaning to git.
    if revision.is_empty() || revision.starts_with('-') || revision.contains(':') {
        return Err(Failure::new(format!("`{revision}` is not a revision\n  name a commit, a branch or a tag")));
    }
    if path.as_os_str() == "-" {
        return Err(Failure::new("the standard input has no git revisions\n  name the file of the catalog"));
    }
    let folder = folder(path);
    let Some(name) = path.file_name() else {
        return Err(Failure::new(format!("`{}` names no file", path.display())));
    };
    let git = |arguments: &[&str]| {
        let output = git(folder).args(arguments).output();
        output.map_err(|error| no_git(&error, "compare two files: `aegis-events diff OLD NEW`"))
    };
    let commit = format!("{revision}^{{commit}}");
    let known = git(&["rev-parse", "--quiet", "--verify", &commit])?;
    if !known.status.success() {
        return Err(unknown(&known, revision, folder));
    }
    let object = format!("{revision}:./{}", name.display());
    let shown = git(&["show", &object])?;
    if !shown.status.success() {
        return Err(Failure::new(format!(
            "`{}` does not exist at `{revision}`\n  name a later revision, or compare two files: `aegis-events diff OLD NEW`",
            path.display()
        )));
    }
    Ok(shown.stdout)
}

/// Whether a path names a revision of the repository around the current folder.
pub(super) fn is_revision(path: &Path) -> bool {
    let Some(name) = path.to_str().filter(|name| !name.is_empty() && !name.starts_with('-')) else { return false };
    let commit = format!("{name}^{{commit}}");
    let known = git(Path::new(".")).args(["rev-parse", "--quiet", "--verify", &commit]).output();
    known.is_ok_and(|known| known.status.success())
}

fn unknown(answer: &Output, revision: &str, folder: &Path) -> Failure {
    let message = String::from_utf8_lossy(&answer.stderr);
    let message = message.trim();
    let folder = folder.display();
    Failure::new(if message.is_empty() {
        format!(
            "the repository around `{folder}` has no revision `{revision}`\n  name a commit, a branch or a tag; `git fetch --tags` fetches those of its origin"
        )
    } else if message.contains("not a git repository") {
        format!("`{folder}` is not in a git repository\n  compare two files: `aegis-events diff OLD NEW`")
    } else {
        format!("git does not know `{revision}` in `{folder}`: {message}")
    })
}

/// A git command in a folder. English messages, because errors are recognized by their text.
pub(super) fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).env("LC_ALL", "C");
    command
}

/// The error that git cannot be run, with an alternative.
pub(super) fn no_git(error: &io::Error, without: &str) -> Failure {
    Failure::new(format!("cannot run `git`: {error}\n  {without}"))
}
