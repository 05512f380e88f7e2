//! Every Rust file opens with `//!`, has at most [`MOST_LINES`] lines and no unfinished marks.

use super::finding::Finding;
use super::sources::Sources;

/// The most lines of one file.
const MOST_LINES: usize = 400;

/// Words that mean "not finished". Written in two parts, so that this file does not hold them.
const MARKS: [&str; 5] = [
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("dbg", "!("),
    concat!("FIX", "ME"),
    concat!("TO", "DO"),
];

/// Checks the form of every Rust file.
pub(crate) fn check(sources: &Sources) -> Vec<Finding> {
    sources.rust().flat_map(|(file, text)| check_file(file, text)).collect()
}

fn check_file(file: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !text.starts_with("//!") {
        findings.push(Finding::new(file, 1, "opens without `//!`", "write what the file is for"));
    }
    let lines = text.lines().count();
    if lines > MOST_LINES {
        let what = format!("{lines} lines, more than {MOST_LINES}");
        findings.push(Finding::new(file, lines, what, "split it by topic"));
    }
    for (at, line) in text.lines().enumerate() {
        if let Some(mark) = MARKS.iter().find(|mark| line.contains(*mark)) {
            findings.push(Finding::new(file, at + 1, format!("unfinished mark `{mark}`"), "finish it, or remove it"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::check_file;

    #[test]
    fn no_head_too_many_lines_and_a_mark_are_findings() {
        let long = "fn f() {}\n".repeat(401) + concat!("// TO", "DO: later\n");
        let findings = check_file("long.rs", &long);
        assert_eq!(findings.len(), 3, "{findings:?}");
    }

    #[test]
    fn a_short_file_with_a_head_is_tidy() {
        assert!(check_file("short.rs", "//! What it is for.\n").is_empty());
    }
}
