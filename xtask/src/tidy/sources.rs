//! The project's texts, read once: Rust, Markdown, catalogs and other files that people write, by their path from the project's root.
//!
//! Expected compile errors, snapshots and generated code are left out: people do not write them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

const READ: [&str; 6] = [".rs", ".md", ".toml", ".proto", ".yaml", ".js"];

/// Folders that are left out.
pub(crate) const SKIPPED: [&str; 6] = ["target", ".git", "ui", "snapshots", "generated", "node_modules"];

/// Texts by path, with `/` between folders.
#[derive(Debug, Default, Clone)]
pub(crate) struct Sources(pub(crate) BTreeMap<String, String>);

impl Sources {
    /// Reads everything under a folder.
    pub(crate) fn read(root: &Path) -> Result<Sources> {
        let mut sources = Sources::default();
        sources.collect(root, "")?;
        Ok(sources)
    }

    pub(crate) fn get(&self, file: &str) -> Option<&str> {
        self.0.get(file).map(String::as_str)
    }

    /// The Rust files.
    pub(crate) fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter(|(file, _)| file.ends_with(".rs")).map(|(file, text)| (file.as_str(), text.as_str()))
    }

    fn collect(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type()?;
            if kind.is_dir() && !SKIPPED.contains(&name.as_str()) {
                self.collect(&entry.path(), &format!("{prefix}{name}/"))?;
            } else if kind.is_file() && READ.iter().any(|end| name.ends_with(end)) {
                let bytes =
                    fs::read(entry.path()).with_context(|| format!("cannot read {}", entry.path().display()))?;
                // A catalog of a test is not UTF-8, on purpose.
                self.0.insert(format!("{prefix}{name}"), String::from_utf8_lossy(&bytes).into_owned());
            }
        }
        Ok(())
    }
}
