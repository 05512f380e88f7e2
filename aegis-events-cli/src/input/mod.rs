//! Reading of catalogs, from files and git revisions.

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

/// The default file name.
const FILE_NAME: &str = "catalog.toml";

/// The number of errors that fit on a screen.
const MOST_ERRORS: usize = 5;

/// The path shown for a catalog from the standard input.
pub(crate) const STDIN: &str = "<stdin>";

/// Read a catalog with all its problems; without a path, the nearest one.
pub(crate) fn reading(path: Option<&Path>) -> Result<Reading, Failure> {
    let path = located(path)?;
    let bytes = read_file(&path)?;
    Ok(if path.as_os_str() == "-" { read_bytes(STDIN, &bytes) } else { read_bytes(path, &bytes) })
}

/// Read several catalogs; without paths, the nearest one.
pub(crate) fn readings(paths: &[PathBuf]) -> Result<Vec<Reading>, Failure> {
    match paths {
        [] => Ok(vec![reading(None)?]),
        paths => paths.iter().map(|path| reading(Some(path))).collect(),
    }
}

/// The path of a catalog: the argument, or the nearest `catalog.toml`, relative to the current folder if that is short.
pub(crate) fn located(path: Option<&Path>) -> Result<PathBuf, Failure> {
    match path {
        Some(path) if path.is_dir() && path.join(FILE_NAME).is_file() => Ok(path.join(FILE_NAME)),
        Some(path) if path.is_dir() => {
            Err(Failure::new(format!("no `{FILE_NAME}` in the folder `{}`\n  name the file", path.display())))
        }
        Some(path) => Ok(path.to_owned()),
        None => nearest(),
    }
}

/// Read a catalog that must be valid. Its errors are the error of the command.
pub(crate) fn valid(path: Option<&Path>) -> Result<Reading, Failure> {
    accepted(reading(path)?)
}

/// Read the nearest catalog, if there is one. It must be valid.
pub(crate) fn nearest_valid() -> Result<Option<Reading>, Failure> {
    match find_nearest()? {
        Ok(path) => valid(Some(&path)).map(Some),
        Err(_) => Ok(None),
    }
}

/// Read a catalog at a revision of its repository.
pub(crate) fn at_revision(path: &Path, revision: &str) -> Result<Reading, Failure> {
    let shown = format!("{revision}:{}", path.display());
    accepted(read_bytes(shown, &git::show(path, revision)?))
}

/// Read an older catalog from a file. If the path is a revision instead, the error names `by`, the argument for revisions.
pub(crate) fn older(path: &Path, by: &str) -> Result<Reading, Failure> {
    if path.as_os_str() != "-" && !path.exists() && git::is_revision(path) {
        let shown = path.display();
        return Err(Failure::new(format!("no file `{shown}`\n  for a git revision, use `{by} {shown}`")));
    }
    valid(Some(path))
}

fn accepted(reading: Reading) -> Result<Reading, Failure> {
    if !reading.has_errors() {
        return Ok(reading);
    }
    let errors: Vec<&Problem> = reading.problems.iter().filter(|problem| problem.is_error()).collect();
    Err(errors_of(&reading, &errors))
}

/// The error of an invalid catalog. It shows the first errors; `check` lists all.
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

/// The nearest catalog, from the current folder up to the repository's root; outside a repository, only in the current folder.
fn nearest() -> Result<PathBuf, Failure> {
    find_nearest()?.map_err(|looked| {
        Failure::new(format!("no `{FILE_NAME}` {looked}\n  name the file, or create a project with `aegis-events new`"))
    })
}

/// The nearest catalog, or the folders that were searched.
fn find_nearest() -> Result<Result<PathBuf, String>, Failure> {
    let here = std::env::current_dir()
        .map_err(|error| Failure::new(format!("cannot determine the current folder: {error}\n  name the catalog")))?;
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
