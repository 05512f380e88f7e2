//! The Markdown page of an event.

use std::fmt::{Result, Write};

use aegis_events_catalog::model::{EventDef, FieldDef, FieldType};

use super::{duration, line};
use crate::docs::example;
use crate::docs::site::Site;
use crate::docs::snippet;
use crate::payload::default;

pub(in crate::docs) fn event(site: &Site<'_>, at: usize) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_event(&mut text, site, at);
    text
}

fn write_event(text: &mut String, site: &Site<'_>, at: usize) -> Result {
    let event = &site.catalog.events()[at];
    writeln!(text, "# {}\n", site.event_path(at))?;
    if let Some(why) = &event.deprecated {
        writeln!(text, "**Deprecated:** {}\n", line(why))?;
    }
    writeln!(text, "When: {}\n", line(&event.when))?;
    if let Some(doc) = &event.doc {
        writeln!(text, "{}\n", doc.trim())?;
    }
    facts(text, event)?;
    people(text, site, at)?;
    fields(text, site, event)?;
    sql(text, site, event)?;
    writeln!(text, "## Rust\n\n```rust\n{}```\n", snippet::publish(site.catalog, event))?;
    writeln!(text, "```rust\n{}```\n", snippet::subscribe(site.catalog, event))?;
    writeln!(text, "## JSON\n\n```json\n{}\n```", example::domain_event(site.catalog, event).pretty())?;
    history(text, site, at)
}

fn facts(text: &mut String, event: &EventDef) -> Result {
    writeln!(text, "- Version: {}", event.version)?;
    match event.time {
        Some(at) => writeln!(text, "- Time: `{}`", event.fields[at].name)?,
        None => writeln!(text, "- Time: publish time")?,
    }
    match event.retention {
        Some(retention) => writeln!(text, "- Kept for {}", duration(retention))?,
        None => writeln!(text, "- Kept for ever")?,
    }
    if !event.was.is_empty() {
        let names: Vec<String> = event.was.iter().map(|name| format!("`{name}`")).collect();
        writeln!(text, "- Formerly {}", names.join(", "))?;
    }
    writeln!(text)
}

fn people(text: &mut String, site: &Site<'_>, at: usize) -> Result {
    let catalog = site.catalog;
    writeln!(text, "## Published by\n")?;
    for publisher in &catalog.events()[at].published_by {
        let publisher = catalog.publisher(*publisher);
        writeln!(text, "- `{}`{}", publisher.name, after_colon(publisher.doc.as_deref()))?;
    }
    writeln!(text, "\n## Consumed by\n")?;
    let consumers = &site.relations.consumers[at];
    if consumers.is_empty() {
        writeln!(text, "No declared subscriber.")?;
    }
    for consumer in consumers {
        let it = &catalog.subscribers()[consumer.subscriber];
        let (delivery, because) = (it.delivery.name(), consumer.because.text());
        writeln!(text, "- `{}` ({delivery}; consumes {because}){}", it.name, after_colon(it.doc.as_deref()))?;
    }
    writeln!(text)
}

fn after_colon(doc: Option<&str>) -> String {
    doc.map_or_else(String::new, |doc| format!(": {}", line(doc)))
}

fn fields(text: &mut String, site: &Site<'_>, event: &EventDef) -> Result {
    writeln!(text, "## Fields\n")?;
    if event.fields.is_empty() {
        return writeln!(text, "None.\n");
    }
    writeln!(text, "| Field | Type | Description |\n|---|---|---|")?;
    for field in &event.fields {
        writeln!(text, "| `{}` | `{}` | {} |", field.name, line(&field.ty_text), description(site, field))?;
    }
    writeln!(text)
}

fn description(site: &Site<'_>, field: &FieldDef) -> String {
    let mut sentences = Vec::new();
    if field.sensitive {
        sentences.push("Sensitive.".to_owned());
    }
    if let Some(doc) = &field.doc {
        sentences.push(line(doc).replace('|', "\\|"));
    }
    if let Some(default) = default(site.catalog, field) {
        sentences.push(format!("Default: {}.", code(&default.short())));
    }
    if !field.was.is_empty() {
        let names: Vec<String> = field.was.iter().map(|name| format!("`{name}`")).collect();
        sentences.push(format!("Formerly {}.", names.join(", ")));
    }
    sentences.join(" ")
}

/// A code span in a table, fenced by more backticks than it contains.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let room = if longest > 0 { " " } else { "" };
    format!("{fence}{room}{}{room}{fence}", text.replace('|', "\\|"))
}

fn sql(text: &mut String, site: &Site<'_>, event: &EventDef) -> Result {
    let catalog = site.catalog;
    writeln!(text, "## SQL\n\nView: `{}`\n", event.view)?;
    if !event.fields.is_empty() {
        writeln!(text, "| Column | PostgreSQL | SQLite | NULL |\n|---|---|---|---|")?;
        for field in &event.fields {
            let column = catalog.sql_column(&field.ty);
            let null = if column.nullable { "yes" } else { "no" };
            writeln!(text, "| `{}` | {} | {} | {null} |", field.name, column.postgres, column.sqlite)?;
        }
        writeln!(text)?;
    }
    for source in &event.keys {
        let key = catalog.key(source.key);
        let postgres = catalog.sql_column(&FieldType::Named(key.ty)).postgres;
        writeln!(text, "- Key `{}` ({postgres} in PostgreSQL), from `{}`", key.name, source.dotted_path())?;
    }
    if !event.keys.is_empty() {
        writeln!(text)?;
    }
    Ok(())
}

fn history(text: &mut String, site: &Site<'_>, at: usize) -> Result {
    let revisions = site.history.as_ref().map_or(&[][..], |history| history.of_event(&site.event_path(at)));
    if revisions.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n## History\n")?;
    for revision in revisions {
        writeln!(text, "- {}", line(&format!("{} `{}` {}", revision.date, revision.id, revision.subject)))?;
        for change in &revision.changes {
            writeln!(text, "  - {}", line(change))?;
        }
    }
    Ok(())
}
