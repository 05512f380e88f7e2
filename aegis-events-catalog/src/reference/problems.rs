//! The problems on the reference page: each with its rule, a catalog that breaks it, and the rendered problem.

use std::fmt::Write as _;

use crate::problem::{Code, Style, render};
use crate::read::read_bytes;

const INTRODUCTION: &str = "
## Problems

All problems of a catalog are reported together, in the order of the file, each with its place. The macros report errors as
compile errors; only the command line shows warnings. A number is never given to another rule.

| code | | |
|---|---|---|
";

pub(super) fn write(page: &mut String) {
    page.push_str(INTRODUCTION);
    for code in Code::ALL {
        let title = code.title();
        let anchor = format!("{code} {title}").to_lowercase().replace(' ', "-");
        _ = writeln!(page, "| [{code}](#{anchor}) | {} | {title} |", code.severity());
    }
    for code in Code::ALL {
        write_one(page, *code);
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
