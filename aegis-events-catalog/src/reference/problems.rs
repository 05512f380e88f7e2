//! The part of the page that shows every problem: its rule, a catalog that breaks it, and what is said then.

use std::fmt::Write as _;

use crate::problem::{Code, Severity, Style, render};
use crate::read::read_bytes;

const INTRODUCTION: &str = "
## Problems

All problems of a catalog are told at once, in the order of the file, each with the place. Errors are compile errors in
the macros; warnings are shown by the command line only. A number is never given to another rule.

| code | | |
|---|---|---|
";

pub(super) fn write(page: &mut String) {
    page.push_str(INTRODUCTION);
    for code in Code::ALL {
        let title = code.title();
        let anchor = format!("{code} {title}").to_lowercase().replace(' ', "-");
        _ = writeln!(page, "| [{code}](#{anchor}) | {} | {title} |", severity(*code));
    }
    for code in Code::ALL {
        write_one(page, *code);
    }
}

fn severity(code: Code) -> &'static str {
    match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn write_one(page: &mut String, code: Code) {
    let reading = read_bytes("catalog.toml", code.example());
    let source = reading.catalog.source();
    let example = source.text().trim_end();
    _ = write!(page, "\n### {code} {}\n\n{}\n\n```toml\n{example}\n```\n\n```text\n", code.title(), code.rule());
    for (at, problem) in reading.problems.iter().enumerate() {
        let gap = if at > 0 { "\n" } else { "" };
        _ = writeln!(page, "{gap}{}", render(problem, source, Style::Plain));
    }
    page.push_str("```\n");
}
