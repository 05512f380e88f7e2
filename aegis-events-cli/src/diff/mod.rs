//! `aegis-events diff OLD NEW`, `aegis-events diff --against REVISION`: the changes, and what they break.

mod arguments;
mod catalogs;
mod findings;
#[cfg(test)]
#[path = "../../tests/soundness/mod.rs"]
mod soundness;

use aegis_events_catalog::diff::{self, Category, Waivers, WaiversReading};
use aegis_events_catalog::{CheckedCatalog, Source};

use crate::finding;
use crate::input;
use crate::out::{Answer, Failure, Out, Verdict};
use crate::rule::Severity;
pub(crate) use arguments::Arguments;
use findings::Report;

/// The default file of waivers, next to the catalog.
const WAIVERS: &str = "catalog-waivers.toml";

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
