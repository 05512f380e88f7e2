//! What was found, as findings.

use aegis_events::catalog::{CatalogInfo, Kind};
use aegis_events::history::MigrationPlan;
use aegis_events_catalog::Location;
use aegis_events_catalog::model::Span;
use anstyle::{AnsiColor, Style};
use serde_json::{Map, Value, json};

use super::tally::{Rows, Tally};
use crate::finding::{Finding, Place, Severity};
use crate::rules::{Own, Rule};
use crate::show::printable;
use crate::store::Known;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const NOTICE: Style = AnsiColor::Cyan.on_default().bold();
const HELP: Style = AnsiColor::Green.on_default().bold();

/// All findings: rows first, by the catalog's order, then the schema, then what could not be checked.
pub(super) fn findings(known: &Known, info: &CatalogInfo, tally: &Tally, plan: &MigrationPlan) -> Vec<Finding> {
    let mut findings: Vec<_> = tally.unknown.iter().map(|(name, rows)| unknown(name, rows)).collect();
    findings.extend(tally.misfits.iter().map(|((kind, field), rows)| misfit(known, info, *kind, *field, rows)));
    findings.extend(plan.refusals().iter().map(|reason| {
        let (what, help) = reason.split_once(": ").unwrap_or((reason, ""));
        Draft::new(Own::SchemaRefused, format!("a migration would be refused: {what}")).help(help).done()
    }));
    let steps: Vec<_> = plan.steps().collect();
    if !steps.is_empty() {
        let message =
            "the schema is not as the catalog wants it: the next start that migrates has something to do".to_owned();
        let mut finding = Draft::new(Own::SchemaDiffers, message).more("steps", json!(steps)).done();
        finding.human.extend(steps.iter().map(|step| format!("\n  - {step}")));
        findings.push(finding);
    }
    // Of events that are gone, the rows have told already.
    let is_told = |warning: &&String| {
        tally.unknown.keys().any(|(family, event_type)| warning.starts_with(&format!("`{family}.{event_type}` ")))
    };
    let notes = plan.warnings().iter().filter(|warning| !is_told(warning));
    findings.extend(notes.map(|note| Draft::new(Own::SchemaNote, note.clone()).done()));
    for &kind in &tally.seen {
        findings
            .extend(known.payloads.of_kind(kind).opaque().map(|(field, of)| not_checked(known, info, kind, field, of)));
    }
    findings
}

fn unknown((family, event_type): &(String, String), rows: &Rows) -> Finding {
    let event = format!("{family}.{event_type}");
    let message = format!("the catalog has no event `{}`: {}", printable(&event), rows_text(rows));
    Draft::new(Own::RowOfUnknownEvent, message).help(Own::RowOfUnknownEvent.todo()).rows(&event, rows).done()
}

fn misfit(known: &Known, info: &CatalogInfo, kind: Kind, field: Option<&'static str>, rows: &Rows) -> Finding {
    let event = name(info, kind);
    let reason = printable(&rows.reason);
    let counted = rows_text(rows);
    match field {
        Some(field) => {
            let message = format!("`{field}` of `{event}` does not read: {counted}: {reason}");
            Draft::new(Own::FieldUnreadable, message)
                .help(Own::FieldUnreadable.todo())
                .place(known, field_span(known, kind, field))
                .more("field", json!(field))
                .rows(&event, rows)
                .done()
        }
        None => {
            let message = format!("the payload of `{event}` does not read: {counted}: {reason}");
            let span = event_span(known, kind);
            Draft::new(Own::PayloadUnreadable, message).place(known, span).rows(&event, rows).done()
        }
    }
}

fn not_checked(known: &Known, info: &CatalogInfo, kind: Kind, field: &str, of: &str) -> Finding {
    let event = name(info, kind);
    let message = format!(
        "`{field}` of `{event}` holds the type `{of}` of your own: only your program can tell whether it reads"
    );
    Draft::new(Own::NotChecked, message).place(known, field_span(known, kind, field)).done()
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

/// A finding that is put together.
struct Draft {
    finding: Finding,
}

impl Draft {
    fn new(rule: Own, message: String) -> Self {
        let (whom, help, place, more, human) = (None, Vec::new(), None, Map::new(), String::new());
        let (rule, severity) = (Rule::Own(rule), rule.severity());
        Self { finding: Finding { rule, severity, message, whom, help, place, more, human } }
    }

    fn help(mut self, help: &str) -> Self {
        self.finding.help.extend((!help.is_empty()).then(|| help.to_owned()));
        self
    }

    fn place(mut self, known: &Known, span: Option<Span>) -> Self {
        let source = known.catalog.source();
        self.finding.place = span.map(|span| {
            let Location { line, column } = source.location(span.start);
            Place { file: source.path().display().to_string(), line, column }
        });
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
        let style = if *severity == Severity::Error { ERROR } else { NOTICE };
        let mut human = format!("{style}{}[{}]{style:#}: {message}", severity.name(), rule.name());
        if let Some(Place { file, line, column }) = place {
            human.push_str(&format!("\n --> {file}:{line}:{column}"));
        }
        for help in help {
            human.push_str(&format!("\n{HELP}help{HELP:#}: {help}"));
        }
        self.finding.human = human;
        self.finding
    }
}
