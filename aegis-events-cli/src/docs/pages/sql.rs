//! The SQL section of an event: its view, the view's columns, its key columns of `domain_events`.

use aegis_events_catalog::SqlColumn;
use aegis_events_catalog::model::{EventDef, FieldType};
use maud::{Markup, html};

use crate::docs::address::{Item, List};
use crate::docs::html::{Language, Page, code};

/// The envelope columns of views: name, PostgreSQL type, SQLite type, nullable, description.
pub(in crate::docs) const ENVELOPE: [(&str, &str, &str, bool, &str); 11] = [
    ("_position", "bigint", "integer", false, "The position in the history."),
    ("_event_id", "uuid", "text", false, "The event's id."),
    ("_occurred_at", "timestamptz", "text", false, "When it happened."),
    ("_created_at", "timestamptz", "text", false, "When the event was published."),
    ("_publisher", "text", "text", false, "Who published it."),
    ("_version", "bigint", "integer", false, "The version of the payload."),
    ("_correlation_id", "uuid", "text", false, "The first event of the correlation."),
    ("_causation_id", "uuid", "text", true, "The event that caused this one."),
    ("_node_id", "text", "text", false, "The node that published the event."),
    ("_bus_id", "uuid", "text", false, "The bus that published the event."),
    ("_sequence", "bigint", "integer", true, "The sequence on the bus."),
];

/// A query that works on both databases.
pub(in crate::docs) fn query(event: &EventDef) -> String {
    let columns: String = event.fields.iter().take(4).map(|field| format!("\"{}\", ", field.name)).collect();
    format!("SELECT {columns}\"_occurred_at\"\nFROM \"{}\"\nORDER BY \"_position\" DESC\nLIMIT 10;", event.view)
}

pub(super) fn section(page: Page<'_>, event: &EventDef) -> Markup {
    html! {
        section #sql {
            h2 { "SQL" }
            p { "The view " code.wrap { (event.view) } " has a column per field and the envelope columns." }
            div.scroll {
                table.columns {
                    thead {
                        tr {
                            th scope="col" { "Column" } th scope="col" { "PostgreSQL" } th scope="col" { "SQLite" }
                            th scope="col" { "NULL" }
                        }
                    }
                    tbody {
                        @for field in &event.fields { (row(&field.name.text, page.site.catalog.sql_column(&field.ty))) }
                    }
                }
            }
            details {
                summary { "Envelope columns" }
                div.scroll {
                    table.columns {
                        thead {
                            tr {
                                th scope="col" { "Column" } th scope="col" { "PostgreSQL" } th scope="col" { "SQLite" }
                                th scope="col" { "NULL" } th scope="col" { "What it is" }
                            }
                        }
                        tbody {
                            @for (name, postgres, sqlite, nullable, what) in ENVELOPE {
                                tr {
                                    th scope="row" { code { (name) } } td { code { (postgres) } } td { code { (sqlite) } }
                                    td { (yes(nullable)) } td { (what) }
                                }
                            }
                        }
                    }
                }
            }
            (keys(page, event))
            (code(Language::Sql, "The newest ten (both databases)", &query(event)))
        }
    }
}

fn row(name: &str, column: SqlColumn) -> Markup {
    html! {
        tr {
            th scope="row" { code { (name) } }
            td { code { (column.postgres) } } td { code { (column.sqlite) } } td { (yes(column.nullable)) }
        }
    }
}

fn yes(nullable: bool) -> &'static str {
    if nullable { "yes" } else { "no" }
}

fn keys(page: Page<'_>, event: &EventDef) -> Markup {
    let catalog = page.site.catalog;
    html! {
        h3 #keys { "Keys" }
        @if event.keys.is_empty() {
            p.muted { "No keys." }
        } @else {
            p { "Key columns in " code { "domain_events" } ", each with an index:" }
            div.scroll {
                table.columns {
                    thead {
                        tr {
                            th scope="col" { "Key" } th scope="col" { "From the field" } th scope="col" { "PostgreSQL" }
                            th scope="col" { "SQLite" } th scope="col" { "NULL" }
                        }
                    }
                    tbody {
                        @for source in &event.keys {
                            @let column = catalog.sql_column(&FieldType::Named(catalog.key(source.key).ty));
                            tr {
                                th scope="row" { code { (page.link(Item::Of(List::Keys, source.key.index()))) } }
                                td { code { (source.dotted_path()) } }
                                td { code { (column.postgres) } } td { code { (column.sqlite) } }
                                td { (yes(source.optional())) }
                            }
                        }
                    }
                }
            }
        }
    }
}
