//! Where the catalog is.
//!
//! `catalog = ".."` is relative to the source file that holds the attribute, as in `include_str!`. Without it: the nearest
//! `catalog.toml` from the crate's root up to the workspace's root, never beyond.

use std::path::{Component, Path, PathBuf};

use proc_macro2::Span;
use syn::LitStr;

const FILE_NAME: &str = "catalog.toml";

/// A catalog's file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Location {
    /// The path to read.
    pub(crate) path: PathBuf,
    /// The path to show: relative to the crate or to the workspace where it lies in one of them.
    pub(crate) shown: PathBuf,
}

/// Finds the catalog of the crate that is being compiled.
pub(crate) fn locate(given: Option<&LitStr>) -> syn::Result<Location> {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).ok_or_else(|| {
        syn::Error::new(
            Span::call_site(),
            "the catalog cannot be looked for, since CARGO_MANIFEST_DIR is not set: build with cargo",
        )
    })?;
    match given {
        Some(given) => {
            let source = given.span().unwrap().local_file().unwrap_or_else(|| root.join("src/lib.rs"));
            let file = beside(&absolute(&source), &given.value());
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

/// The path that is written relative to a source file.
fn beside(source: &Path, written: &str) -> PathBuf {
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

/// rustc gives source paths relative to the folder that it was started in.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The nearest catalog, or the places where it was looked for.
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

/// How many folders lie on the way from a crate to its workspace's root, both counted.
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
    let found = if file.is_dir() { "this is a folder, not a catalog:" } else { "there is no catalog at" };
    format!(
        "{found} {}\n\nthe path in `catalog = \"..\"` is relative to this source file, as in `include_str!`",
        file.display()
    )
}

fn missing_anywhere(tried: &[PathBuf]) -> String {
    let list: String = tried.iter().map(|file| format!("\n  {}", file.display())).collect();
    format!(
        "no catalog.toml was found; looked for, from the crate's root up to the workspace's:{list}\n\n\
         create one, or say where it is: `#[domain_events(catalog = \"../catalog.toml\")]`, relative to this source file"
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use expect_test::expect;

    use super::{missing_anywhere, search};

    /// Not a case of a compile error in `tests/ui`: those crates are built wherever `CARGO_TARGET_DIR` says, and the text names
    /// the place.
    #[test]
    fn where_a_catalog_was_looked_for_is_told_up_to_the_workspace() {
        let folder = tempfile::tempdir().unwrap();
        let member = folder.path().join("workspace/crates/shop");
        fs::create_dir_all(&member).unwrap();
        fs::write(folder.path().join("workspace/Cargo.toml"), "[workspace]\n").unwrap();
        fs::write(folder.path().join("catalog.toml"), "").unwrap();
        let tried = search(&member).unwrap_err();
        expect![[r#"
            no catalog.toml was found; looked for, from the crate's root up to the workspace's:
              FOLDER/workspace/crates/shop/catalog.toml
              FOLDER/workspace/crates/catalog.toml
              FOLDER/workspace/catalog.toml

            create one, or say where it is: `#[domain_events(catalog = "../catalog.toml")]`, relative to this source file"#]]
        .assert_eq(&missing_anywhere(&tried).replace(folder.path().to_str().unwrap(), "FOLDER"));
        let nearest = folder.path().join("workspace/catalog.toml");
        fs::write(&nearest, "").unwrap();
        assert_eq!(search(&member), Ok(nearest));
    }
}
