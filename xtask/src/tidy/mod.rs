//! `cargo xtask tidy`: the rules that no compiler checks.

mod circles;
mod files;
mod finding;
mod imports;
mod manifests;
mod modules;
mod names;
mod order;
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
use crate::{code_map, layers};
use modules::Modules;

pub(crate) fn tidy() -> Result<()> {
    let sources = Sources::read(root())?;
    let mut findings = files::check(&sources);
    findings.extend(structure(&sources));
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
    bail!("findings of tidy: {}", findings.len())
}

/// Imports against the order, and circles.
fn structure(sources: &Sources) -> Vec<Finding> {
    let mut findings = order::stale(layers::paths(), sources);
    for (folder, name) in layers::CRATES {
        let modules = Modules::of(sources, folder, name);
        findings.extend_from_slice(&modules.findings);
        let imports = imports::imports(&modules);
        for order in layers::ORDERS.iter().filter(|order| order.folder.split("/src").next() == Some(folder)) {
            findings.extend(order::rows(order, &modules));
            findings.extend(order::upward(order, &imports));
        }
        findings.extend(layers::RESERVED.iter().flat_map(|reserved| order::reserved(reserved, &imports)));
        findings.extend(order::between_subscribers(layers::SUBSCRIBERS, layers::SUBSCRIBERS_THAT_MEET, &imports));
        findings.extend(circles::circles(sources, &imports));
    }
    findings
}
