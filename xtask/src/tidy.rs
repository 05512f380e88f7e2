//! `cargo xtask tidy`: the house rules that no compiler checks.
//!
//! Every Rust file opens with `//!`, stays below [`MOST_LINES`], and holds no unfinished marks. Expected compile errors and
//! snapshots of generated code are not ours to shape and are left out.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::run::root;

/// A file that grows past this many lines wants a new room.
const MOST_LINES: usize = 400;

/// Words that mean "not finished". Written in two parts, so that this file does not hold them.
const MARKS: [&str; 5] = [
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("dbg", "!("),
    concat!("FIX", "ME"),
    concat!("TO", "DO"),
];

pub(crate) fn tidy() -> Result<()> {
    let mut files = Vec::new();
    collect(root(), &mut files)?;
    files.sort();
    let mut findings = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let shown = file.strip_prefix(root()).unwrap_or(file).display().to_string();
        findings.extend(check(&text).into_iter().map(|finding| format!("{shown}: {finding}")));
    }
    ensure!(findings.is_empty(), "the house is not tidy:\n{}", findings.join("\n"));
    println!("tidy: {} files", files.len());
    Ok(())
}

/// What is untidy about one file.
fn check(text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    if !text.starts_with("//!") {
        findings.push("opens without `//!`: say what the file is for".to_owned());
    }
    let lines = text.lines().count();
    if lines > MOST_LINES {
        findings.push(format!("has {lines} lines, more than {MOST_LINES}: it wants a new room"));
    }
    for (at, line) in text.lines().enumerate() {
        if let Some(mark) = MARKS.iter().find(|mark| line.contains(*mark)) {
            findings.push(format!("line {}: unfinished mark `{mark}`", at + 1));
        }
    }
    findings
}

/// The project's own Rust files.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    const SKIPPED: [&str; 5] = ["target", ".git", "ui", "snapshots", "generated"];
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be listed", folder.display()))? {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            if !SKIPPED.iter().any(|skipped| name == *skipped) {
                collect(&path, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_file_without_a_contract_a_long_file_and_a_mark_are_findings() {
        let long = "fn f() {}\n".repeat(401) + concat!("// TO", "DO: later\n");
        let findings = check(&long);
        assert_eq!(findings.len(), 3, "{findings:?}");
    }

    #[test]
    fn a_short_file_with_a_contract_is_tidy() {
        assert!(check("//! What it is for.\n").is_empty());
    }
}
