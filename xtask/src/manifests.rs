//! The manifests of the workspace's members.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use toml::de::{DeTable, DeValue};

/// The manifest of one member.
pub(crate) struct Manifest {
    /// From the project's root.
    pub(crate) folder: String,
    pub(crate) text: String,
}

impl Manifest {
    /// The manifest of every member of a workspace.
    pub(crate) fn all(root: &Path) -> Result<Vec<Manifest>> {
        let workspace = Manifest::of(root, "")?;
        let table = workspace.table()?;
        let members = value(&table, &["workspace", "members"]).and_then(DeValue::as_array);
        let folders = members.into_iter().flatten().filter_map(|member| member.get_ref().as_str());
        folders.map(|folder| Manifest::of(root, folder)).collect()
    }

    /// The manifest of a member, or with an empty folder that of the workspace.
    pub(crate) fn of(root: &Path, folder: &str) -> Result<Manifest> {
        let path = root.join(folder).join("Cargo.toml");
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Manifest { folder: folder.to_owned(), text })
    }

    pub(crate) fn file(&self) -> String {
        format!("{}/Cargo.toml", self.folder)
    }

    pub(crate) fn table(&self) -> Result<DeTable<'_>> {
        let parsed = DeTable::parse(&self.text).with_context(|| format!("{} is not valid TOML", self.file()))?;
        Ok(parsed.into_inner())
    }
}

/// The name of a package that may be published.
pub(crate) fn published<'table>(table: &'table DeTable<'_>) -> Option<&'table str> {
    match value(table, &["package", "publish"]) {
        Some(DeValue::Boolean(false)) => None,
        _ => value(table, &["package", "name"])?.as_str(),
    }
}

/// The value under some keys, each in the table of the one before.
pub(crate) fn value<'table, 'text>(table: &'table DeTable<'text>, keys: &[&str]) -> Option<&'table DeValue<'text>> {
    let (last, before) = keys.split_last()?;
    let inner = before.iter().try_fold(table, |table, key| table.get(*key)?.get_ref().as_table())?;
    Some(inner.get(*last)?.get_ref())
}
