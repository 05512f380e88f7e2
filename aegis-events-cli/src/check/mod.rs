//! `aegis-events check [CATALOG]`.

use std::path::PathBuf;

use aegis_events_catalog::{Problem, Source, Style, render};
use clap::Args;

use crate::finding::{self, Finding, Format, Place, Severity};
use crate::input;
use crate::out::{Answer, Out};

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events check
  aegis-events check domain/catalog.toml --format github")]
pub(crate) struct Arguments {
    /// The catalog, or the folder that it is in; `-` reads the standard input.
    catalog: Option<PathBuf>,
    /// In which form findings are told.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    let reading = input::reading(arguments.catalog.as_deref())?;
    let source = reading.catalog.source();
    let findings: Vec<Finding> = reading.problems.iter().map(|problem| finding(problem, source)).collect();
    let shown = source.path().display();
    let errors = reading.problems.iter().filter(|problem| problem.is_error()).count();
    let warnings = findings.len() - errors;
    let events = reading.catalog.events().len();
    finding::tell(
        &findings,
        format_args!("{shown}: {events} events, {errors} errors, {warnings} warnings"),
        arguments.format,
        out,
    )
}

/// A problem as a finding.
fn finding(problem: &Problem, source: &Source) -> Finding {
    let (line, column) = source.line_and_column(problem.span.start);
    Finding {
        rule: problem.code.to_string(),
        severity: match problem.severity() {
            aegis_events_catalog::Severity::Error => Severity::Error,
            aegis_events_catalog::Severity::Warning => Severity::Warning,
        },
        message: problem.message.clone(),
        help: problem.help.clone(),
        place: Some(Place { file: source.path().display().to_string(), line, column }),
        more: serde_json::Map::new(),
        human: render(problem, source, Style::Colour),
    }
}
