//! Finds the catalog's file.
//!
//! `catalog = ".."` is relative to the source file that holds the attribute, as in `include_str!`. Without it: the nearest
//! `catalog.toml`, from the crate's root up to the workspace's root and no further.

use std::path::{Component, Path, PathBuf};

use proc_macro2::Span;
use syn::LitStr;

use crate::problems::with_help;

const FILE_NAME: &str = "catalog.toml";

/// The file of a catalog.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Location {
    /// The path to read.
    pub(crate) path: PathBuf,
    /// The path to show in messages: relative to the crate or the workspace if it is inside one of them.
    pub(crate) shown: PathBuf,
}

/// Finds the catalog of the crate that is being compiled.
pub(crate) fn locate(given: Option<&LitStr>) -> syn::Result<Location> {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).ok_or_else(|| {
        syn::Error::new(
            Span::call_site(),
            with_help("cannot search for the catalog: CARGO_MANIFEST_DIR is not set", "build with cargo"),
        )
    })?;
    match given {
        Some(given) => {
            let source = given.span().unwrap().local_file().unwrap_or_else(|| root.join("src/lib.rs"));
            let file = relative_to(&absolute(&source), &given.value());
            if file.is_file() {
                Ok(location(file, &root))
            } else {
                Err(syn::Error::new(given.span(), missing_given(&file)))
            }
        }
        None => match search(&root) {
            Ok(file) => Ok(location(file, &root)),
            Err(tried) => Err(syn::Error::new(Span::call_site(), missing_anywhere(&tried))),
        },
    }
}

/// Resolves a path that is relative to a source file.
fn relative_to(source: &Path, written: &str) -> PathBuf {
    let joined = source.parent().unwrap_or(Path::new("")).join(written);
    let mut clean = PathBuf::new();
    for component in joined.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if clean.file_name().is_some() => drop(clean.pop()),
            other => clean.push(other),
        }
    }
    clean
}

/// rustc reports source paths relative to the folder in which it was started.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The nearest catalog, or the places that were searched.
fn search(root: &Path) -> Result<PathBuf, Vec<PathBuf>> {
    let mut tried = Vec::new();
    for folder in root.ancestors().take(folders_up_to_workspace(root)) {
        let file = folder.join(FILE_NAME);
        if file.is_file() {
            return Ok(file);
        }
        tried.push(file);
    }
    Err(tried)
}

/// The number of folders from a crate's root to its workspace's root, both included.
fn folders_up_to_workspace(root: &Path) -> usize {
    root.ancestors().position(is_workspace).map_or(1, |above| above + 1)
}

fn is_workspace(folder: &Path) -> bool {
    std::fs::read_to_string(folder.join("Cargo.toml")).is_ok_and(|manifest| {
        manifest.lines().map(str::trim).any(|line| line.starts_with("[workspace]") || line.starts_with("[workspace."))
    })
}

fn location(path: PathBuf, root: &Path) -> Location {
    let workspace = root.ancestors().find(|folder| is_workspace(folder));
    let shown = [Some(root), workspace].into_iter().flatten().find_map(|base| path.strip_prefix(base).ok());
    Location { shown: shown.unwrap_or(&path).to_owned(), path }
}

fn missing_given(file: &Path) -> String {
    let (path, found) = (file.display(), if file.is_dir() { "is a folder" } else { "does not exist" });
    with_help(
        format!("the catalog {path} {found}"),
        "the path in `catalog = \"..\"` is relative to this source file, as in `include_str!`",
    )
}

fn missing_anywhere(tried: &[PathBuf]) -> String {
    let list: String = tried.iter().map(|file| format!("\n  {}", file.display())).collect();
    with_help(
        format!("no catalog.toml found; searched from the crate's root to the workspace's root:{list}"),
        "create one, or give its path relative to this source file: `#[domain_events(catalog = \"../catalog.toml\")]`",
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use expect_test::expect;

    use super::{missing_anywhere, search};

    /// Not a case in `tests/ui`, where the paths in this message would depend on `CARGO_TARGET_DIR`.
    #[test]
    fn the_search_stops_at_the_workspace_and_lists_its_places() {
        let folder = tempfile::tempdir().unwrap();
        let member = folder.path().join("workspace/crates/shop");
        fs::create_dir_all(&member).unwrap();
        fs::write(folder.path().join("workspace/Cargo.toml"), "[workspace]\n").unwrap();
        fs::write(folder.path().join("catalog.toml"), "").unwrap();
        let tried = search(&member).unwrap_err();
        expect![[r#"
            no catalog.toml found; searched from the crate's root to the workspace's root:
              FOLDER/workspace/crates/shop/catalog.toml
              FOLDER/workspace/crates/catalog.toml
              FOLDER/workspace/catalog.toml

            help: create one, or give its path relative to this source file: `#[domain_events(catalog = "../catalog.toml")]`"#]]
        .assert_eq(&missing_anywhere(&tried).replace(folder.path().to_str().unwrap(), "FOLDER"));
        let nearest = folder.path().join("workspace/catalog.toml");
        fs::write(&nearest, "").unwrap();
        assert_eq!(search(&member), Ok(nearest));
    }
}
