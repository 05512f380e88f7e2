//! The findings of `verify-store`.

use aegis_events::catalog::{CatalogInfo, Kind};
use aegis_events::history::MigrationPlan;
use aegis_events_catalog::model::Span;
use serde_json::{Map, Value, json};

use super::tally::{Rows, Tally};
use crate::finding::{Finding, Place};
use crate::out::{GOOD, NOTE, WRONG};
use crate::rule::{Own, Rule, Severity};
use crate::show::printable;
use crate::store::Known;

/// All findings: rows in catalog order, then the schema, then fields that were not checked.
pub(super) fn findings(known: &Known, info: &CatalogInfo, tally: &Tally, plan: &MigrationPlan) -> Vec<Finding> {
    let mut findings: Vec<_> = tally.unknown.iter().map(|(name, rows)| unknown(name, rows)).collect();
    findings.extend(tally.misfits.iter().map(|((kind, field), rows)| misfit(known, info, *kind, *field, rows)));
    findings.extend(plan.refusals().iter().map(|reason| {
        let (what, help) = reason.split_once(": ").unwrap_or((reason, ""));
        Draft::new(Own::SCHEMA_REFUSED, format!("the schema cannot be migrated: {what}")).help(help).done()
    }));
    let steps: Vec<_> = plan.steps().collect();
    if !steps.is_empty() {
        let message = "the schema is older than the catalog: the next start with `migrate` updates it".to_owned();
        let mut finding = Draft::new(Own::SCHEMA_DIFFERS, message).more("steps", json!(steps)).done();
        finding.human.extend(steps.iter().map(|step| format!("\n  - {step}")));
        findings.push(finding);
    }
    // Findings of rows already cover removed events.
    let is_reported = |warning: &&String| {
        tally.unknown.keys().any(|(family, event_type)| warning.starts_with(&format!("`{family}.{event_type}` ")))
    };
    let notes = plan.warnings().iter().filter(|warning| !is_reported(warning));
    findings.extend(notes.map(|note| Draft::new(Own::SCHEMA_NOTE, note.clone()).done()));
    for &kind in &tally.seen {
        findings
            .extend(known.payloads.of_kind(kind).opaque().map(|(field, of)| not_checked(known, info, kind, field, of)));
    }
    findings
}

fn unknown((family, event_type): &(String, String), rows: &Rows) -> Finding {
    let event = format!("{family}.{event_type}");
    let message = format!("the catalog has no event `{}`: {}", printable(&event), rows_text(rows));
    Draft::new(Own::ROW_OF_UNKNOWN_EVENT, message).help(Own::ROW_OF_UNKNOWN_EVENT.help).rows(&event, rows).done()
}

fn misfit(known: &Known, info: &CatalogInfo, kind: Kind, field: Option<&'static str>, rows: &Rows) -> Finding {
    let event = name(info, kind);
    let reason = printable(&rows.reason);
    let counted = rows_text(rows);
    match field {
        Some(field) => {
            let message = format!("`{field}` of `{event}` cannot be decoded: {counted}: {reason}");
            Draft::new(Own::FIELD_UNREADABLE, message)
                .help(Own::FIELD_UNREADABLE.help)
                .place(known, field_span(known, kind, field))
                .more("field", json!(field))
                .rows(&event, rows)
                .done()
        }
        None => {
            let message = format!("the payload of `{event}` cannot be decoded: {counted}: {reason}");
            let span = event_span(known, kind);
            Draft::new(Own::PAYLOAD_UNREADABLE, message).place(known, span).rows(&event, rows).done()
        }
    }
}

fn not_checked(known: &Known, info: &CatalogInfo, kind: Kind, field: &str, of: &str) -> Finding {
    let event = name(info, kind);
    let message = format!("`{field}` of `{event}` has the `rust` type `{of}`, which this command cannot read");
    Draft::new(Own::NOT_CHECKED, message).place(known, field_span(known, kind, field)).done()
}

fn rows_text(rows: &Rows) -> String {
    match rows.count {
        1 => format!("1 row, at position {}", rows.first),
        count => format!("{count} rows, the first at position {}", rows.first),
    }
}

fn name(info: &CatalogInfo, kind: Kind) -> String {
    format!("{}.{}", info.event(kind).family(), info.event(kind).event_type())
}

fn event_span(known: &Known, kind: Kind) -> Option<Span> {
    Some(known.catalog.events().get(kind.index())?.name.span.clone())
}

fn field_span(known: &Known, kind: Kind, field: &str) -> Option<Span> {
    let fields = &known.catalog.events().get(kind.index())?.fields;
    Some(fields.iter().find(|known| known.name.text == field)?.name.span.clone())
}

/// A finding under construction.
struct Draft {
    finding: Finding,
}

impl Draft {
    fn new(rule: Own, message: String) -> Self {
        let (breaks, help, place, more, human) = (None, Vec::new(), None, Map::new(), String::new());
        let (rule, severity) = (Rule::Own(rule), rule.severity);
        Self { finding: Finding { rule, severity, message, breaks, help, place, more, human } }
    }

    fn help(mut self, help: &str) -> Self {
        self.finding.help.extend((!help.is_empty()).then(|| help.to_owned()));
        self
    }

    fn place(mut self, known: &Known, span: Option<Span>) -> Self {
        self.finding.place = span.map(|span| Place::of(known.catalog.source(), span.start));
        self
    }

    fn more(mut self, name: &str, value: Value) -> Self {
        self.finding.more.insert(name.to_owned(), value);
        self
    }

    fn rows(self, event: &str, rows: &Rows) -> Self {
        self.more("event", json!(event)).more("rows", json!(rows.count)).more("first_position", json!(rows.first))
    }

    /// The finding with its text for people.
    fn done(mut self) -> Finding {
        let Finding { rule, severity, message, help, place, .. } = &self.finding;
        let style = if *severity == Severity::Error { WRONG } else { NOTE };
        let mut human = format!("{style}{}[{}]{style:#}: {message}", severity.name(), rule.name());
        if let Some(Place { file, line, column }) = place {
            human.push_str(&format!("\n --> {file}:{line}:{column}"));
        }
        for help in help {
            human.push_str(&format!("\n{GOOD}help{GOOD:#}: {help}"));
        }
        self.finding.human = human;
        self.finding
    }
}
