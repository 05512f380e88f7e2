//! Packages every published crate, and builds a user's crate and the command from the packages alone.
//!
//! It finds files that a package lacks, and paths that lead out of a package.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::manifests::{Manifest, published, value};
use crate::run::{cargo, cargo_in, root};

const MANIFEST: &str = include_str!("../packaged-user/Cargo.toml.in");
const CATALOG: &str = include_str!("../packaged-user/catalog.toml");
const MAIN: &str = include_str!("../packaged-user/main.rs");

/// Works without a network: everything is locked, and was built before.
pub(crate) fn package() -> Result<()> {
    let names = names()?;
    let packages: Vec<&str> = names.iter().flat_map(|name| ["--package", name]).collect();
    // The packages are built below, in a user's crate; cargo's own build of each would take minutes.
    let options = ["package", "--offline", "--locked", "--no-verify", "--allow-dirty", "--quiet"];
    cargo(&[&options[..], &packages].concat(), &[])?;

    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let folder = target.join("packaged");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("cannot remove the packages of the last run")?;
    }
    let user = folder.join("user");
    fs::create_dir_all(user.join("src")).context("cannot create the user's crate")?;
    let version = version()?;
    let mut members = "\"user\"".to_owned();
    let mut patches = String::new();
    for name in &names {
        let package = format!("{name}-{version}");
        unpack(&target.join(format!("package/{package}.crate")), &folder)?;
        members += &format!(", \"{package}\"");
        patches += &format!("{name} = {{ path = \"{package}\" }}\n");
    }
    let workspace = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n\n[patch.crates-io]\n{patches}");
    let files = [
        ("Cargo.toml", workspace.as_str()),
        ("user/Cargo.toml", MANIFEST),
        ("user/catalog.toml", CATALOG),
        ("user/src/main.rs", MAIN),
    ];
    for (file, text) in files {
        fs::write(folder.join(file), text).with_context(|| format!("cannot write {file} of the user's crate"))?;
    }
    // The versions of everything else, as they are locked here.
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).context("cannot copy Cargo.lock")?;
    // Dependencies that the workspace has built are not built again.
    let environment = [("CARGO_TARGET_DIR", &*target.to_string_lossy())];
    cargo_in(&folder, &["check", "--offline", "--package", "packaged-user"], &environment)?;
    cargo_in(&folder, &["check", "--offline", "--package", "aegis-events-cli"], &environment)
}

/// The published crates.
fn names() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for manifest in Manifest::all(root())? {
        names.extend(published(&manifest.table()?).map(str::to_owned));
    }
    Ok(names)
}

/// All published crates have the workspace's version.
fn version() -> Result<String> {
    let workspace = Manifest::of(root(), "")?;
    let table = workspace.table()?;
    let version = value(&table, &["workspace", "package", "version"]).and_then(|version| version.as_str());
    Ok(version.context("the workspace has no version")?.to_owned())
}

fn unpack(package: &Path, folder: &Path) -> Result<()> {
    let status = Command::new("tar").arg("-xzf").arg(package).arg("-C").arg(folder).status();
    ensure!(status.context("cannot start `tar`")?.success(), "cannot unpack {}", package.display());
    Ok(())
}
