//! Manifests: dependencies that a crate must not have, and what a published crate needs.

use std::fs;
use std::path::Path;

use anyhow::Result;
use toml::de::{DeTable, DeValue};

use super::finding::Finding;
use crate::layers::{Crate, ORDERS};
use crate::manifests::{Manifest, published, value};

/// Links to these files of the project's root must be in every published crate.
const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// The registry takes no more keywords.
const MOST_KEYWORDS: usize = 5;

/// Checks the manifests of all members.
pub(crate) fn check(root: &Path) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let workspace = Manifest::of(root, "")?;
    let shared = workspace.table()?;
    for manifest in Manifest::all(root)? {
        let table = manifest.table()?;
        let owners = ORDERS.iter().filter_map(|order| order.owner.as_ref());
        for owner in owners.filter(|owner| owner.folder == manifest.folder) {
            findings.extend(forbidden(owner, &manifest, &table, &shared));
        }
        if published(&table).is_some() {
            findings.extend(publishable(root, &manifest, &table));
        }
    }
    Ok(findings)
}

/// Dependencies that a crate must not have, whatever it calls them. Those of tests are free.
fn forbidden(owner: &Crate, manifest: &Manifest, table: &DeTable<'_>, workspace: &DeTable<'_>) -> Vec<Finding> {
    let targets = value(table, &["target"]).and_then(DeValue::as_table);
    let tables = targets.into_iter().flat_map(|table| table.values()).filter_map(|target| target.get_ref().as_table());
    let kinds = std::iter::once(table).chain(tables).flat_map(|table| {
        ["dependencies", "build-dependencies"].map(|kind| value(table, &[kind]).and_then(DeValue::as_table))
    });
    let found = kinds.flatten().flatten().filter_map(|(name, dependency)| {
        let package =
            |dependency: &DeValue<'_>| Some(value(dependency.as_table()?, &["package"])?.as_str()?.to_owned());
        let key = name.get_ref().as_ref();
        let package = package(dependency.get_ref())
            .or_else(|| package(value(workspace, &["workspace", "dependencies", key])?))
            .unwrap_or_else(|| key.to_owned());
        owner.forbidden.contains(&package.as_str()).then(|| {
            let line = manifest.text[..name.span().start].matches('\n').count() + 1;
            let what = format!("`{}` must not depend on `{package}`", owner.folder);
            Finding::new(&manifest.file(), line, what, "its forbidden crates are in xtask/src/layers/")
        })
    });
    found.collect()
}

fn publishable(root: &Path, manifest: &Manifest, table: &DeTable<'_>) -> Vec<Finding> {
    let mut missing: Vec<String> = ["description", "readme", "keywords", "categories", "rust-version", "license"]
        .into_iter()
        .filter(|key| value(table, &["package", key]).is_none())
        .map(|key| format!("`{key}`"))
        .collect();
    if value(table, &["features"]).is_some() && value(table, &["package", "metadata", "docs", "rs"]).is_none() {
        missing.push("`[package.metadata.docs.rs]`".to_owned());
    }
    let text = |folder: &str, file: &str| fs::read(root.join(folder).join(file)).ok();
    let licenses = LICENSES.iter().filter(|file| text(&manifest.folder, file) != text("", file));
    missing.extend(licenses.map(|file| format!("{file}, as in the root")));
    missing.extend(text(&manifest.folder, "README.md").is_none().then(|| "README.md".to_owned()));
    let too_many = value(table, &["package", "keywords"])
        .and_then(DeValue::as_array)
        .is_some_and(|keywords| keywords.len() > MOST_KEYWORDS);
    let mut findings = Vec::new();
    if !missing.is_empty() {
        let what = format!("a published crate has no {}", missing.join(", "));
        findings.push(Finding::new(&manifest.file(), 1, what, "add it, or set `publish = false`"));
    }
    if too_many {
        let what = format!("more than {MOST_KEYWORDS} keywords");
        findings.push(Finding::new(&manifest.file(), 1, what, "the registry refuses them"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use std::fs;

    use toml::de::DeTable;

    use super::{forbidden, publishable};
    use crate::layers::Crate;
    use crate::manifests::Manifest;

    fn manifest(text: &str) -> Manifest {
        Manifest { folder: "c".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_forbidden_dependency_is_a_finding() {
        let owner = Crate { folder: "c", what: "", forbidden: &["syn"] };
        let text = "[dependencies]\nheck = \"1\"\nsyn.workspace = true\nzz = { package = \"syn\", version = \"1\" }\n\
                    shared.workspace = true\n[dev-dependencies]\nsyn = \"1\"\n[build-dependencies]\nsyn = \"1\"\n\
                    [target.\"cfg(unix)\".dependencies]\nsyn = \"1\"\n";
        let manifest = manifest(text);
        let workspace = DeTable::parse("[workspace.dependencies]\nshared = { package = \"syn\", version = \"1\" }\n");
        let found = forbidden(&owner, &manifest, &manifest.table().unwrap(), workspace.unwrap().get_ref());
        let lines: Vec<usize> = found.iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [3, 4, 5, 9, 11]);
        assert_eq!(
            found[0].to_string(),
            "c/Cargo.toml:3: `c` must not depend on `syn`\n  help: its forbidden crates are in xtask/src/layers/"
        );
    }

    #[test]
    fn a_published_crate_needs_its_metadata_and_licenses() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("c")).unwrap();
        for file in ["LICENSE-MIT", "LICENSE-APACHE", "c/LICENSE-MIT", "c/README.md"] {
            fs::write(root.path().join(file), "text").unwrap();
        }
        let manifest = manifest(
            "[package]\nname = \"c\"\ndescription = \"d\"\nreadme = \"README.md\"\nrust-version = \"1.89\"\n\
             license.workspace = true\nkeywords = [\"1\", \"2\", \"3\", \"4\", \"5\", \"6\"]\n[features]\n",
        );
        let found = publishable(root.path(), &manifest, &manifest.table().unwrap());
        let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            [
                "c/Cargo.toml:1: a published crate has no `categories`, `[package.metadata.docs.rs]`, LICENSE-APACHE, as in \
                 the root\n  help: add it, or set `publish = false`",
                "c/Cargo.toml:1: more than 5 keywords\n  help: the registry refuses them",
            ]
        );
    }
}
