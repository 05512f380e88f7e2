//! Where a new project comes to stand: whole, or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::template::File;
use crate::out::Failure;
use crate::output;

/// The name that a folder gives its project.
pub(super) fn name_of(path: &Path) -> Result<String, Failure> {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match whole.file_name().and_then(|name| name.to_str()) {
        Some(name) => Ok(name.to_owned()),
        None => Err(Failure::new(format!("`{}` gives no name; say it with `--name`", path.display()))),
    }
}

/// Whether a folder above has a manifest of a workspace.
pub(super) fn is_inside_workspace(path: &Path) -> bool {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let is_workspace = |folder: &Path| {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        manifest.lines().any(|line| line.trim_start().starts_with("[workspace"))
    };
    whole.ancestors().skip(1).any(is_workspace)
}

/// Writes the files into a folder beside the place and moves it there; into an empty folder, what is in it.
pub(super) fn make(path: &Path, files: &[File]) -> Result<PathBuf, Failure> {
    let failed = |error: io::Error| Failure::new(format!("cannot make `{}`: {}", path.display(), output::why(&error)));
    let is_there = match fs::read_dir(path) {
        Ok(mut entries) => match entries.next() {
            None => true,
            Some(_) => {
                return Err(Failure::new(format!(
                    "`{}` is not empty\n  name a folder that is not there yet, or an empty one",
                    path.display()
                )));
            }
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(Failure::new(format!(
                "cannot make the folder `{}`: there is a file in its place\n  name a folder that is not there yet, or an empty one",
                path.display()
            )));
        }
        Err(error) => return Err(failed(error)),
    };
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !parent.is_dir() {
        let parent = parent.display();
        return Err(Failure::new(format!(
            "cannot make `{}`: there is no folder `{parent}`; make it first",
            path.display()
        )));
    }
    let around = if is_there { path } else { parent };
    let beside = tempfile::Builder::new().prefix(".aegis-events-").tempdir_in(around).map_err(failed)?;
    for file in files {
        write(&beside.path().join(file.path), &file.content).map_err(failed)?;
    }
    match is_there {
        // A folder that is there may be somebody's current one: it stays, and is filled.
        true => move_into(beside.path(), path).map_err(failed)?,
        false => {
            open_to_readers(beside.path()).map_err(failed)?;
            fs::rename(beside.path(), path).map_err(failed)?;
        }
    }
    Ok(path.to_owned())
}

/// Moves what is in one folder into another, or nothing.
fn move_into(from: &Path, to: &Path) -> io::Result<()> {
    let mut moved: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if let Err(error) = fs::rename(entry.path(), &place) {
            for place in moved {
                // Back to where it goes with its folder.
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

/// Temporary folders are closed to others; a project is not. The rights are those of the folder that was made inside it.
fn open_to_readers(path: &Path) -> io::Result<()> {
    let usual = fs::metadata(path.join("src"))?.permissions();
    fs::set_permissions(path, usual)
}
