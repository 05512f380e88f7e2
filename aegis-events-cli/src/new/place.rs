//! Creates the folder of a new project, atomically.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::template::File;
use crate::out::Failure;
use crate::output;

/// The name of a project from its folder.
pub(super) fn name_of(path: &Path) -> Result<String, Failure> {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match whole.file_name().and_then(|name| name.to_str()) {
        Some(name) => Ok(name.to_owned()),
        None => Err(Failure::new(format!("no project name in `{}`\n  use `--name`", path.display()))),
    }
}

/// Whether a parent folder contains a workspace.
pub(super) fn is_inside_workspace(path: &Path) -> bool {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let is_workspace = |folder: &Path| {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        manifest.lines().any(|line| line.trim_start().starts_with("[workspace"))
    };
    whole.ancestors().skip(1).any(is_workspace)
}

/// Write the files to a temporary folder next to the target and move it there; into an existing empty folder, move its content.
pub(super) fn make(path: &Path, files: &[File]) -> Result<PathBuf, Failure> {
    let failed =
        |error: io::Error| Failure::new(format!("cannot create `{}`: {}", path.display(), output::why(&error)));
    let is_there = match fs::read_dir(path) {
        Ok(mut entries) => match entries.next() {
            None => true,
            Some(_) => {
                return Err(Failure::new(format!(
                    "`{}` is not empty\n  name a new or an empty folder",
                    path.display()
                )));
            }
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(Failure::new(format!(
                "cannot create the folder `{}`: it is a file\n  name a new or an empty folder",
                path.display()
            )));
        }
        Err(error) => return Err(failed(error)),
    };
    let parent = output::folder(path);
    if !parent.is_dir() {
        let parent = parent.display();
        return Err(Failure::new(format!(
            "cannot create `{}`: the folder `{parent}` does not exist\n  create it first",
            path.display()
        )));
    }
    let around = if is_there { path } else { parent };
    let temporary = tempfile::Builder::new().prefix(".aegis-events-").tempdir_in(around).map_err(failed)?;
    for file in files {
        write(&temporary.path().join(file.path), &file.content).map_err(failed)?;
    }
    if is_there {
        // An existing folder can be the current one of a shell, so it is filled instead of replaced.
        move_into(temporary.path(), path).map_err(failed)?;
    } else {
        open_to_readers(temporary.path()).map_err(failed)?;
        fs::rename(temporary.path(), path).map_err(failed)?;
    }
    Ok(path.to_owned())
}

/// Move the content of a folder into another one; on failure, move it back.
fn move_into(from: &Path, to: &Path) -> io::Result<()> {
    let mut moved: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if let Err(error) = fs::rename(entry.path(), &place) {
            for place in moved {
                // It is deleted with its folder.
                let _ = place.file_name().map(|name| fs::rename(&place, from.join(name)));
            }
            return Err(error);
        }
        moved.push(place);
    }
    Ok(())
}

fn write(path: &Path, content: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, content)
}

/// Temporary folders are private, a project is not. Use the permissions of the folder created inside.
fn open_to_readers(path: &Path) -> io::Result<()> {
    let usual = fs::metadata(path.join("src"))?.permissions();
    fs::set_permissions(path, usual)
}
