//! `aegis-events fmt [CATALOG].. [--check]`: format catalogs.
//!
//! Formatting keeps the meaning, all comments, and the order of declarations of one kind.

mod order;
mod print;
#[cfg(test)]
#[path = "../../tests/fmt/guarantees.rs"]
mod tests;

use aegis_events_catalog::{Code, Problem, Reading};
use clap::Args;

use crate::difference;
use crate::finding::{self, Finding, Format, Place};
use crate::input;
use crate::out::{Answer, Failure, Out, Verdict, counted};
use crate::output;
use crate::rule::{Own, Rule};
use crate::syntax::Document;

/// The rule of a catalog that is not formatted.
const RULE: Own = Own::NOT_FORMATTED;

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events fmt
  aegis-events fmt --check
  aegis-events fmt - < draft.toml > catalog.toml

`fmt -` reads the standard input and writes to the standard output.

Sections come in this order: catalog, types, keys, publishers, subscribers, then each family with its events. Declarations of
one kind keep their order. `=` and comments are aligned. A comment above a line or at its end moves with that line.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    catalogs: input::SomeCatalogs,
    /// Write nothing; show the changes and exit with 1 if there are any
    #[arg(long)]
    check: bool,
    /// Output format of `--check`
    #[arg(long, value_enum, default_value_t, requires = "check")]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    let readings = input::readings(arguments.catalogs.paths())?;
    let mut formatted = Vec::new();
    for reading in &readings {
        formatted.push(format(reading)?);
    }
    let catalogs = readings.iter().zip(&formatted);
    if arguments.check {
        let findings: Vec<Finding> = catalogs.filter_map(|(reading, text)| finding(reading, text)).collect();
        let summary = match (findings.len(), readings.len()) {
            (0, 1) => "the catalog is formatted".to_owned(),
            (0, all) => format!("all {all} catalogs are formatted"),
            (1, 1) => "the catalog is not formatted; run `aegis-events fmt`".to_owned(),
            (found, all) => {
                format!("not formatted: {found} of {}; run `aegis-events fmt`", counted(all, "catalog"))
            }
        };
        return finding::report(&findings, summary, arguments.format, out);
    }
    for (reading, text) in catalogs {
        write(reading, text, out)?;
    }
    Ok(Verdict::Good)
}

fn write(reading: &Reading, text: &str, out: &mut Out) -> Result<(), Failure> {
    let source = reading.catalog.source();
    let path = source.path();
    if path.as_os_str() == input::STDIN {
        std::io::Write::write_all(out, text.as_bytes())?;
    } else if source.text() == text {
        out.line(format_args!("{}: unchanged", path.display()))?;
    } else {
        output::rewrite(path, text.as_bytes())?;
        out.line(format_args!("{}: formatted", path.display()))?;
    }
    Ok(())
}

/// The formatted text. A text that is not TOML is an error.
fn format(reading: &Reading) -> Result<String, Failure> {
    let unreadable = |problem: &&Problem| matches!(problem.code, Code::Syntax | Code::NotUtf8);
    let errors: Vec<&Problem> = reading.problems.iter().filter(unreadable).collect();
    if !errors.is_empty() {
        return Err(input::errors_of(reading, &errors));
    }
    let source = reading.catalog.source();
    formatted(source.text()).ok_or_else(|| Failure::new(format!("`{}` is not TOML", source.path().display())))
}

fn formatted(text: &str) -> Option<String> {
    let mut document = Document::read(text)?;
    order::order(&mut document.tables);
    let formatted = print::print(&document);
    // Keep CRLF line ends.
    let windows = text.contains('\n') && text.matches('\n').count() == text.matches("\r\n").count();
    Some(if windows { formatted.replace("\r\n", "\n").replace('\n', "\r\n") } else { formatted })
}

/// A finding at the first line that would change.
fn finding(reading: &Reading, formatted: &str) -> Option<Finding> {
    let source = reading.catalog.source();
    if source.text() == formatted {
        return None;
    }
    let same = source.text().lines().zip(formatted.lines()).take_while(|(old, new)| old == new).count();
    let file = source.path().display().to_string();
    Some(Finding {
        rule: Rule::Own(RULE),
        severity: RULE.severity,
        message: RULE.title.to_owned(),
        breaks: None,
        help: vec![format!("run `aegis-events fmt {file}`")],
        human: difference::unified(&file, source.text(), formatted),
        place: Some(Place { file, line: same + 1, column: 1 }),
        more: serde_json::Map::new(),
    })
}
