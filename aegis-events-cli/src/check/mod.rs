//! `aegis-events check [CATALOG]..`: every problem, and with `--fix` the end of those that have only one.

mod fix;
mod summary;

use aegis_events_catalog::{Location, Problem, Reading, Source, Style, render};
use clap::Args;
use serde_json::Value;

use crate::difference;
use crate::finding::{self, Finding, Format, Place, Severity};
use crate::input;
use crate::out::{Answer, Failure, Out, Verdict};
use crate::output;
use crate::rules::Rule;
use fix::Fixed;

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events check
  aegis-events check domain/catalog.toml --format github --deny-warnings
  aegis-events check --fix --dry-run
  generate-catalog | aegis-events check -

What `--fix` does needs no decision: a name that is one letter or its case away from the only one that can be meant, an entry
that is listed twice, a string where an array of strings belongs. `aegis-events ls-rules` explains each rule.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    catalogs: input::SomeCatalogs,
    /// In which form findings are told.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Warnings count as errors do.
    #[arg(long)]
    deny_warnings: bool,
    /// Mends what can only be meant in one way, checks again, and tells what remains.
    #[arg(long)]
    fix: bool,
    /// Shows what `--fix` would change, and writes nothing.
    #[arg(long, requires = "fix")]
    dry_run: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    let readings = input::readings(arguments.catalogs.paths())?;
    let mut findings = Vec::new();
    let mut summaries = Vec::new();
    let mut wrong = false;
    for reading in readings {
        let found_wrong = |reading: &Reading| match arguments.deny_warnings {
            true => !reading.problems.is_empty(),
            false => reading.has_errors(),
        };
        wrong |= arguments.dry_run && found_wrong(&reading);
        let (reading, mended) = match arguments.fix {
            true => mend(reading, arguments, out)?,
            false => (reading, Vec::new()),
        };
        wrong |= found_wrong(&reading);
        summaries.push(summary::of(&reading, arguments.fix, mended.len(), arguments.dry_run));
        let source = reading.catalog.source();
        findings.extend(mended);
        findings.extend(reading.problems.iter().map(|problem| finding(problem, source)));
        // The process ends soon, and gives the memory back at once; piece by piece takes a tenth of all the time of a check.
        std::mem::forget(reading);
    }
    finding::tell(&findings, summaries.join("\n"), arguments.format, out)?;
    Ok(if wrong { Verdict::Found } else { Verdict::Good })
}

/// Mends a catalog and its file; what was mended is worth a notice each.
fn mend(reading: Reading, arguments: &Arguments, out: &mut Out) -> Result<(Reading, Vec<Finding>), Failure> {
    let before = reading.catalog.source().clone();
    if before.path().as_os_str() == input::STDIN && !arguments.dry_run {
        return Err(Failure::new(
            "the standard input cannot be mended; name a file, or see what would change with `--dry-run`",
        ));
    }
    let Fixed { reading, done } = fix::fix(reading, if arguments.dry_run { "would be fixed" } else { "fixed" });
    let after = reading.catalog.source();
    if done.is_empty() {
        return Ok((reading, Vec::new()));
    }
    let path = after.path();
    match arguments.dry_run {
        true if arguments.format == Format::Human => {
            out.say(format_args!(
                "{}\n",
                difference::unified(&path.display().to_string(), before.text(), after.text())
            ))?;
        }
        true => {}
        false => output::rewrite(path, after.text().as_bytes())?,
    }
    Ok((reading, done))
}

/// A problem as a finding.
fn finding(problem: &Problem, source: &Source) -> Finding {
    let mut more = serde_json::Map::new();
    if problem.fix.is_some() {
        more.insert("fixable".to_owned(), Value::Bool(true));
    }
    Finding {
        rule: Rule::Code(problem.code),
        severity: match problem.severity() {
            aegis_events_catalog::Severity::Error => Severity::Error,
            aegis_events_catalog::Severity::Warning => Severity::Warning,
        },
        message: problem.message.clone(),
        whom: None,
        help: problem.help.clone(),
        place: Some(place(problem, source)),
        more,
        human: render(problem, source, Style::Colour),
    }
}

fn place(problem: &Problem, source: &Source) -> Place {
    let Location { line, column } = source.location(problem.span.start);
    Place { file: source.path().display().to_string(), line, column }
}
