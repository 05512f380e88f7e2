//! What commands read: catalogs, from files and from the repository's past.

mod arguments;
mod bytes;
mod git;
mod revisions;

use std::path::{Path, PathBuf};

use aegis_events_catalog::{Problem, Reading, Style, read_bytes, render};

pub(crate) use arguments::{NamedCatalog, OneCatalog, SomeCatalogs};
pub(crate) use bytes::{read as read_file, read_text};
pub(crate) use revisions::{Contents, revisions};

use crate::out::Failure;

/// The name that is looked for.
const FILE_NAME: &str = "catalog.toml";

/// As many errors fit on a screen.
const MOST_ERRORS: usize = 5;

/// The path that a catalog from the standard input is shown under.
pub(crate) const STDIN: &str = "<stdin>";

/// Reads a catalog with all its problems; without a path, the nearest one.
pub(crate) fn reading(path: Option<&Path>) -> Result<Reading, Failure> {
    let path = located(path)?;
    let bytes = read_file(&path)?;
    Ok(if path.as_os_str() == "-" { read_bytes(STDIN, &bytes) } else { read_bytes(path, &bytes) })
}

/// Reads several catalogs; without paths, the nearest one.
pub(crate) fn readings(paths: &[PathBuf]) -> Result<Vec<Reading>, Failure> {
    match paths {
        [] => Ok(vec![reading(None)?]),
        paths => paths.iter().map(|path| reading(Some(path))).collect(),
    }
}

/// A catalog's path: the one that was given, or that of the nearest `catalog.toml`, relative to the current folder where that is short.
pub(crate) fn located(path: Option<&Path>) -> Result<PathBuf, Failure> {
    match path {
        Some(path) if path.is_dir() && path.join(FILE_NAME).is_file() => Ok(path.join(FILE_NAME)),
        Some(path) if path.is_dir() => {
            Err(Failure::new(format!("there is no `{FILE_NAME}` in the folder `{}`; name the file", path.display())))
        }
        Some(path) => Ok(path.to_owned()),
        None => nearest(),
    }
}

/// Reads a catalog that has to be sound: a command that builds on it says nothing but its errors where it is not.
pub(crate) fn sound(path: Option<&Path>) -> Result<Reading, Failure> {
    accepted(reading(path)?)
}

/// Reads the nearest catalog, if there is one; it has to be sound.
pub(crate) fn nearest_sound() -> Result<Option<Reading>, Failure> {
    match find_nearest()? {
        Ok(path) => sound(Some(&path)).map(Some),
        Err(_) => Ok(None),
    }
}

/// Reads a catalog as it stood at a revision of the repository that holds its file.
pub(crate) fn at_revision(path: &Path, revision: &str) -> Result<Reading, Failure> {
    let shown = format!("{revision}:{}", path.display());
    accepted(read_bytes(shown, &git::show(path, revision)?))
}

/// Reads an older catalog from a file. Where there is no such file, but a revision of that name, `by` is the argument that takes one.
pub(crate) fn older(path: &Path, by: &str) -> Result<Reading, Failure> {
    if path.as_os_str() != "-" && !path.exists() && git::is_revision(path) {
        let shown = path.display();
        return Err(Failure::new(format!(
            "there is no file `{shown}`\n  a revision of the repository is named by `{by} {shown}`"
        )));
    }
    sound(Some(path))
}

fn accepted(reading: Reading) -> Result<Reading, Failure> {
    if !reading.has_errors() {
        return Ok(reading);
    }
    let errors: Vec<&Problem> = reading.problems.iter().filter(|problem| problem.is_error()).collect();
    Err(errors_of(&reading, &errors))
}

/// No answer, because of these errors of a catalog. Of many, the first: it is `check` that tells them all.
pub(crate) fn errors_of(reading: &Reading, errors: &[&Problem]) -> Failure {
    let source = reading.catalog.source();
    let first = errors.iter().take(MOST_ERRORS);
    let mut texts: String = first.map(|problem| format!("\n\n{}", render(problem, source, Style::Colour))).collect();
    let shown = source.path().display();
    if let more @ 1.. = errors.len().saturating_sub(MOST_ERRORS) {
        texts.push_str(&format!("\n\n{more} more: `aegis-events check` lists all of them"));
    }
    Failure::new(match errors.len() {
        1 => format!("the catalog `{shown}` has an error:{texts}"),
        count => format!("the catalog `{shown}` has {count} errors:{texts}"),
    })
}

/// The nearest catalog from the current folder up to the repository's root; without a repository, of the current folder alone.
fn nearest() -> Result<PathBuf, Failure> {
    find_nearest()?.map_err(|looked| {
        Failure::new(format!(
            "there is no `{FILE_NAME}` {looked}\n  name the file, or start one with `aegis-events new`"
        ))
    })
}

/// The nearest catalog, or where it was looked for.
fn find_nearest() -> Result<Result<PathBuf, String>, Failure> {
    let here = std::env::current_dir()
        .map_err(|error| Failure::new(format!("the current folder cannot be told: {error}; name the catalog")))?;
    let up_to_root = here.ancestors().position(|folder| folder.join(".git").exists()).unwrap_or(0);
    for (above, folder) in here.ancestors().take(up_to_root + 1).enumerate() {
        if folder.join(FILE_NAME).is_file() {
            return Ok(Ok(std::iter::repeat_n("..", above).collect::<PathBuf>().join(FILE_NAME)));
        }
    }
    let top = here.ancestors().nth(up_to_root).unwrap_or(&here);
    Ok(Err(match up_to_root {
        0 => format!("in `{}`", here.display()),
        _ => format!("from `{}` up to `{}`", here.display(), top.display()),
    }))
}
