//! `aegis-events check [CATALOG]..`: report all problems; `--fix` applies the unambiguous fixes.

mod fix;
mod summary;

use aegis_events_catalog::{Problem, Reading, Source, Style, render};
use clap::Args;
use serde_json::Value;

use crate::difference;
use crate::finding::{self, Finding, Format, Place};
use crate::input;
use crate::out::{Answer, Failure, Out, Verdict};
use crate::output;
use crate::rule::Rule;
use fix::Fixed;

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events check
  aegis-events check domain/catalog.toml --format github --deny-warnings
  aegis-events check --fix --dry-run
  generate-catalog | aegis-events check -

`--fix` applies fixes that need no decision: a misspelt name with one candidate, an entry that is listed twice, a string in place of an
array of strings. `aegis-events ls-rules` explains each rule.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    catalogs: input::SomeCatalogs,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Treat warnings as errors
    #[arg(long)]
    deny_warnings: bool,
    /// Apply unambiguous fixes, check again, and report what remains
    #[arg(long)]
    fix: bool,
    /// Show the changes of `--fix` without writing them
    #[arg(long, requires = "fix")]
    dry_run: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    let readings = input::readings(arguments.catalogs.paths())?;
    let mut findings = Vec::new();
    let mut summaries = Vec::new();
    let mut found = false;
    for reading in readings {
        let has_findings = |reading: &Reading| {
            if arguments.deny_warnings { !reading.problems.is_empty() } else { reading.has_errors() }
        };
        found |= arguments.dry_run && has_findings(&reading);
        let (reading, fixed) =
            if arguments.fix { apply_fixes(reading, arguments, out)? } else { (reading, Vec::new()) };
        found |= has_findings(&reading);
        summaries.push(summary::of(&reading, arguments.fix, fixed.len(), arguments.dry_run));
        let source = reading.catalog.source();
        findings.extend(fixed);
        findings.extend(reading.problems.iter().map(|problem| finding(problem, source)));
        // The process ends soon; freeing the model would take a tenth of the run time.
        std::mem::forget(reading);
    }
    finding::report(&findings, summaries.join("\n"), arguments.format, out)?;
    Ok(if found { Verdict::Found } else { Verdict::Good })
}

/// Fix a catalog and its file. Returns a notice per fix.
fn apply_fixes(reading: Reading, arguments: &Arguments, out: &mut Out) -> Result<(Reading, Vec<Finding>), Failure> {
    let before = reading.catalog.source().clone();
    if before.path().as_os_str() == input::STDIN && !arguments.dry_run {
        return Err(Failure::new(
            "cannot fix the standard input\n  name a file, or use `--dry-run` to see the changes",
        ));
    }
    let Fixed { reading, done } = fix::fix(reading, if arguments.dry_run { "would be fixed" } else { "fixed" });
    let after = reading.catalog.source();
    if done.is_empty() {
        return Ok((reading, Vec::new()));
    }
    let path = after.path();
    if !arguments.dry_run {
        output::rewrite(path, after.text().as_bytes())?;
    } else if arguments.format == Format::Human {
        let changes = difference::unified(&path.display().to_string(), before.text(), after.text());
        out.line(format_args!("{changes}\n"))?;
    }
    Ok((reading, done))
}

/// Turn a problem into a finding.
fn finding(problem: &Problem, source: &Source) -> Finding {
    let mut more = serde_json::Map::new();
    if problem.fix.is_some() {
        more.insert("fixable".to_owned(), Value::Bool(true));
    }
    Finding {
        rule: Rule::Code(problem.code),
        severity: problem.severity().into(),
        message: problem.message.clone(),
        breaks: None,
        help: problem.help.clone(),
        place: Some(Place::of(source, problem.span.start)),
        more,
        human: render(problem, source, Style::Colour),
    }
}
