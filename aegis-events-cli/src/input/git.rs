//! Files as they stood at a revision, by the `git` of the machine.

use std::io;
use std::path::Path;
use std::process::{Command, Output};

use crate::out::Failure;

/// The content that a file had at a revision of the repository around it.
pub(super) fn show(path: &Path, revision: &str) -> Result<Vec<u8>, Failure> {
    // `:` and a leading `-` would make something else of the revision.
    if revision.is_empty() || revision.starts_with('-') || revision.contains(':') {
        return Err(Failure::new(format!("`{revision}` is no revision; name a commit, a branch or a tag")));
    }
    if path.as_os_str() == "-" {
        return Err(Failure::new(
            "what is read from the standard input has no earlier revisions: name the catalog's file",
        ));
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
            "there was no `{}` at `{revision}`\n  name a later revision, or compare two files: `aegis-events diff OLD NEW`",
            path.display()
        )));
    }
    Ok(shown.stdout)
}

/// Whether something that should be a file's path is the name of a revision, in the repository around the current folder.
pub(super) fn is_revision(path: &Path) -> bool {
    let Some(name) = path.to_str().filter(|name| !name.is_empty() && !name.starts_with('-')) else { return false };
    let commit = format!("{name}^{{commit}}");
    let known = git(Path::new(".")).args(["rev-parse", "--quiet", "--verify", &commit]).output();
    known.is_ok_and(|known| known.status.success())
}

fn unknown(answer: &Output, revision: &str, folder: &Path) -> Failure {
    let said = String::from_utf8_lossy(&answer.stderr);
    let said = said.trim();
    let folder = folder.display();
    Failure::new(match said {
        "" => format!(
            "the repository around `{folder}` has no revision `{revision}`\n  name a commit, a branch or a tag; `git fetch --tags` brings those of its origin"
        ),
        _ if said.contains("not a git repository") => {
            format!("`{folder}` is in no git repository\n  compare two files: `aegis-events diff OLD NEW`")
        }
        _ => format!("git does not know `{revision}` in `{folder}`: {said}"),
    })
}

/// Git, in a folder, and in English: what went wrong is known by its words.
pub(super) fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).env("LC_ALL", "C");
    command
}

/// The folder that a file is in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// There is no git, and a way to do without.
pub(super) fn no_git(error: &io::Error, without: &str) -> Failure {
    Failure::new(format!("cannot run `git`, which knows earlier revisions: {error}\n  {without}"))
}
