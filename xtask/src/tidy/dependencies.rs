//! Dependencies that a crate must not have.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use toml::de::DeTable;

use super::finding::Finding;
use crate::house::{Crate, LADDERS};

/// Checks the manifests of all crates that have a ladder.
pub(crate) fn check(root: &Path) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for owner in LADDERS.iter().filter_map(|ladder| ladder.owner.as_ref()) {
        let file = format!("{}/Cargo.toml", owner.folder);
        let text = fs::read_to_string(root.join(&file)).with_context(|| format!("cannot read {file}"))?;
        findings.extend(forbidden(owner, &file, &text)?);
    }
    Ok(findings)
}

fn forbidden(owner: &Crate, file: &str, text: &str) -> Result<Vec<Finding>> {
    let manifest = DeTable::parse(text).with_context(|| format!("{file} is not valid TOML"))?;
    let dependencies = manifest.get_ref().get("dependencies").and_then(|value| value.get_ref().as_table());
    let names = dependencies.into_iter().flat_map(|table| table.keys());
    let found = names.filter(|name| owner.forbidden.contains(&name.get_ref().as_ref())).map(|name| {
        let line = text[..name.span().start].matches('\n').count() + 1;
        let what = format!("`{}` must not depend on `{}`", owner.folder, name.get_ref());
        Finding::new(file, line, what, "its walls are in xtask/src/house/")
    });
    Ok(found.collect())
}

#[cfg(test)]
mod tests {
    use super::forbidden;
    use crate::house::Crate;

    #[test]
    fn a_forbidden_dependency_is_a_finding() {
        let owner = Crate { folder: "c", what: "", forbidden: &["syn"] };
        let manifest = "[dependencies]\nheck = \"1\"\nsyn.workspace = true\n[dev-dependencies]\nsyn = \"1\"\n";
        let found = forbidden(&owner, "c/Cargo.toml", manifest).unwrap();
        let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["c/Cargo.toml:3: `c` must not depend on `syn`\n  help: its walls are in xtask/src/house/"]);
    }
}
