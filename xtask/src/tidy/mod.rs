//! `cargo xtask tidy`: the rules of the house that no compiler checks.

mod circles;
mod files;
mod finding;
mod imports;
mod ladder;
mod manifests;
mod modules;
mod names;
mod paths;
mod sources;
mod test_code;
#[cfg(test)]
mod tests;
mod text;
mod words;

use anyhow::{Result, bail};

pub(crate) use finding::Finding;
pub(crate) use sources::Sources;

use crate::run::root;
use crate::{code_map, house};
use modules::Modules;

pub(crate) fn tidy() -> Result<()> {
    let sources = Sources::read(root())?;
    let mut findings = files::check(&sources);
    findings.extend(walls(&sources));
    findings.extend(manifests::check(root())?);
    findings.extend(code_map::check(sources.get("ARCHITECTURE.md").unwrap_or_default()));
    findings.extend(words::check(&sources));
    findings.extend(names::check(&sources));
    if findings.is_empty() {
        println!("tidy: {} files", sources.0.len());
        return Ok(());
    }
    for finding in &findings {
        println!("{finding}");
    }
    bail!("tidy: {} findings", findings.len())
}

/// Imports against the order, and circles.
fn walls(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (folder, name) in house::CRATES {
        let modules = Modules::of(sources, folder, name);
        findings.extend(
            modules
                .broken
                .iter()
                .map(|(file, why)| Finding::new(file, 1, format!("not valid Rust: {why}"), "let rustc show the place")),
        );
        let imports = imports::imports(&modules);
        for ladder in house::LADDERS.iter().filter(|ladder| ladder.folder.split("/src").next() == Some(folder)) {
            findings.extend(ladder::rows(ladder, &modules));
            findings.extend(ladder::climbing(ladder, &imports));
        }
        findings.extend(house::RESERVED.iter().flat_map(|reserved| ladder::trespassing(reserved, &imports)));
        findings.extend(ladder::meddling(house::SUBSCRIBERS, house::SUBSCRIBERS_THAT_MEET, &imports));
        findings.extend(circles::circles(sources, &imports));
    }
    findings
}
