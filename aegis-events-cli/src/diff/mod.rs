//! `aegis-events diff OLD NEW`, `aegis-events diff --against REVISION`: what changed, and whom it breaks.

mod catalogs;
#[cfg(test)]
mod soundness;
mod told;

use std::path::PathBuf;

use aegis_events_catalog::diff::{self, Category, Waivers, WaiversReading};
use aegis_events_catalog::{CheckedCatalog, Source};
use clap::{Args, ValueHint};

use crate::finding::{self, Format, Severity};
use crate::input;
use crate::out::{Answer, Failure, Out, Verdict};
use told::Told;

/// The file beside a catalog that waives changes.
const WAIVERS: &str = "catalog-waivers.toml";

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events diff old.toml new.toml
  aegis-events diff --against main
  aegis-events diff --against v1.0 --against v1.1 --only store,wire
  aegis-events diff --releases v1/catalog.toml v2/catalog.toml catalog.toml --format github

Each change falls under a rule that says whom it breaks: SOURCE (Rust code), STORE (recorded rows, columns and views), WIRE
(clients that read JSON), CATALOG (who publishes, who consumes, what an event means). `aegis-events ls-rules` lists them.

Somebody has looked at a change and takes it? `catalog-waivers.toml` beside the new catalog says so:

  [[waive]]
  rule   = \"field-deleted\"
  item   = \"Volume.VolumeCreated.size\"
  reason = \"Nobody has ever read it.\"

Exits with 1 if something breaks that is not waived.")]
pub(crate) struct Arguments {
    /// The old catalog and the new one, or the folders that they are in; with `--against`, the new one alone, or none for the
    /// nearest.
    #[arg(value_name = "CATALOG", value_hint = ValueHint::AnyPath)]
    catalogs: Vec<PathBuf>,
    /// The new catalog, as every command takes it that reads one.
    #[arg(id = "named", long = "catalog", value_name = "CATALOG", value_hint = ValueHint::AnyPath)]
    named: Option<PathBuf>,
    /// Compares with the catalog as it was at this revision of its repository: a commit, a branch, a tag. May be given several
    /// times, oldest first.
    #[arg(long, value_name = "REVISION")]
    against: Vec<String>,
    /// Compares the last catalog with every one before it, oldest first: rows of all releases are still there.
    #[arg(long, conflicts_with = "against")]
    releases: bool,
    /// Only what concerns these: source, store, wire, catalog.
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',', value_parser = category)]
    only: Vec<Category>,
    /// The file of waivers, instead of `catalog-waivers.toml` beside the new catalog.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    waivers: Option<PathBuf>,
    /// Warnings count as what breaks.
    #[arg(long)]
    deny_warnings: bool,
    /// In which form changes are told.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

fn category(text: &str) -> Result<Category, String> {
    Category::from_name(text).ok_or_else(|| "there are source, store, wire and catalog".to_owned())
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
    let told = Told { former, new, only };
    let mut findings = Vec::new();
    findings.extend(problems.iter().chain(&applied.problems).map(|it| told::waiver_problem(it, waivers.source())));
    let waived = told.waived(&applied.waived);
    let summary = told.summary(&applied.left, waived.len());
    findings.extend(waived);
    findings.extend(told.changes(&applied.left));
    let warned = findings.iter().any(|finding| finding.severity == Severity::Warning);
    let verdict = finding::tell(&findings, summary, arguments.format, out)?;
    Ok(if warned && arguments.deny_warnings { Verdict::Found } else { verdict })
}

/// The text of the waivers; none is as good as an empty one.
fn waivers(arguments: &Arguments, new: &CheckedCatalog) -> Result<Source, Failure> {
    let beside = new.source().path().with_file_name(WAIVERS);
    let path = match &arguments.waivers {
        Some(path) => path.clone(),
        None if beside.is_file() => beside,
        None => return Ok(Source::new(beside, "")),
    };
    let text = input::read_text(&path)?;
    Ok(Source::new(path, text))
}
