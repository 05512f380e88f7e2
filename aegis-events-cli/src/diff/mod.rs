//! `aegis-events diff OLD NEW`, `aegis-events diff --against REVISION`: the changes, and what they break.

mod catalogs;
mod findings;
#[cfg(test)]
#[path = "../../tests/soundness/mod.rs"]
mod soundness;

use std::path::PathBuf;

use aegis_events_catalog::diff::{self, Category, Waivers, WaiversReading};
use aegis_events_catalog::{CheckedCatalog, Source};
use clap::{Args, ValueHint};

use crate::finding::{self, Format};
use crate::input;
use crate::out::{Answer, Failure, Out, Verdict};
use crate::rule::Severity;
use findings::Report;

/// The default file of waivers, next to the catalog.
const WAIVERS: &str = "catalog-waivers.toml";

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events diff old.toml new.toml
  aegis-events diff --against main
  aegis-events diff --against v1.0 --against v1.1 --only store,wire
  aegis-events diff --releases v1/catalog.toml v2/catalog.toml catalog.toml --format github

The rule of a change names what it breaks: SOURCE (Rust code), STORE (recorded rows, columns and views), WIRE (clients that read
JSON), CATALOG (publishers, subscribers, the meaning of an event). `aegis-events ls-rules` lists the rules.

To accept a reviewed change, add a waiver to `catalog-waivers.toml` next to the new catalog:

  [[waive]]
  rule   = \"field-deleted\"
  item   = \"Volume.VolumeCreated.size\"
  reason = \"No query uses it.\"

The exit code is 1 if a change breaks something and is not waived.")]
pub(crate) struct Arguments {
    /// The old and the new catalog, or their folders; with `--against` only the new one [default: the nearest catalog]
    #[arg(value_name = "CATALOG", value_hint = ValueHint::AnyPath)]
    catalogs: Vec<PathBuf>,
    /// The new catalog
    #[arg(id = "named", long = "catalog", value_name = "CATALOG", value_hint = ValueHint::AnyPath)]
    named: Option<PathBuf>,
    /// Compare with the catalog at this git revision; repeat for several, oldest first
    #[arg(long, value_name = "REVISION")]
    against: Vec<String>,
    /// Compare the last catalog with all earlier ones, oldest first
    #[arg(long, conflicts_with = "against")]
    releases: bool,
    /// Only these categories: source, store, wire, catalog
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',', value_parser = category)]
    only: Vec<Category>,
    /// The waivers [default: catalog-waivers.toml next to the new catalog]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    waivers: Option<PathBuf>,
    /// Treat warnings as breaking
    #[arg(long)]
    deny_warnings: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

fn category(text: &str) -> Result<Category, String> {
    Category::from_name(text).ok_or_else(|| "expected source, store, wire or catalog".to_owned())
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    let readings = catalogs::read(arguments)?;
    let catalogs: Vec<&CheckedCatalog> = readings.iter().map(|reading| &reading.catalog).collect();
    let Some((new, former)) = catalogs.split_last() else {
        return Ok(Verdict::Good);
    };
    let WaiversReading { waivers, problems, .. } = Waivers::parse(waivers(arguments, new)?);
    let applied = waivers.apply(diff::compare_releases(&catalogs));

    let only = if arguments.only.is_empty() { Category::ALL } else { arguments.only.as_slice() };
    let report = Report { former, new, only };
    let mut findings = Vec::new();
    findings.extend(problems.iter().chain(&applied.problems).map(|it| findings::waiver_problem(it, waivers.source())));
    let waived = report.waived(&applied.waived);
    let summary = report.summary(&applied.left, waived.len());
    findings.extend(waived);
    findings.extend(report.changes(&applied.left));
    let warned = findings.iter().any(|finding| finding.severity == Severity::Warning);
    let verdict = finding::report(&findings, summary, arguments.format, out)?;
    Ok(if warned && arguments.deny_warnings { Verdict::Found } else { verdict })
}

/// The text of the waivers, empty if there is no file.
fn waivers(arguments: &Arguments, new: &CheckedCatalog) -> Result<Source, Failure> {
    let default = new.source().path().with_file_name(WAIVERS);
    let path = match &arguments.waivers {
        Some(path) => path.clone(),
        None if default.is_file() => default,
        None => return Ok(Source::new(default, "")),
    };
    let text = input::read_text(&path)?;
    Ok(Source::new(path, text))
}
