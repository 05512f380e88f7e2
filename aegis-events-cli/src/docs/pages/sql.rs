//! The SQL section of an event: its view, the view's columns, its key columns of `domain_events`.

use aegis_events::catalog::SqlType;
use aegis_events_catalog::SqlColumn;
use aegis_events_catalog::model::{EventDef, FieldType};
use maud::{Markup, html};

use crate::docs::address::{Item, List};
use crate::docs::html::{Language, Page, code};

/// The envelope columns of views: name, type, nullable, description.
const ENVELOPE: [(&str, SqlType, bool, &str); 11] = [
    ("_position", SqlType::BigInt, false, "The position in the history."),
    ("_event_id", SqlType::Uuid, false, "The event's id."),
    ("_occurred_at", SqlType::Timestamp, false, "When it happened."),
    ("_created_at", SqlType::Timestamp, false, "When the event was published."),
    ("_publisher", SqlType::Text, false, "The component that published the event."),
    ("_version", SqlType::BigInt, false, "The version of the payload."),
    ("_correlation_id", SqlType::Uuid, false, "The first event of the correlation."),
    ("_causation_id", SqlType::Uuid, true, "The event that caused this one."),
    ("_node_id", SqlType::Text, false, "The node that published the event."),
    ("_bus_id", SqlType::Uuid, false, "The bus that published the event."),
    ("_sequence", SqlType::BigInt, true, "The sequence on the bus."),
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
                    (head(&["Column", "PostgreSQL", "SQLite", "NULL"]))
                    tbody {
                        @for field in &event.fields { (row(&field.name.text, page.site.catalog.sql_column(&field.ty))) }
                    }
                }
            }
            details {
                summary { "Envelope columns" }
                div.scroll {
                    table.columns {
                        (head(&["Column", "PostgreSQL", "SQLite", "NULL", "Description"]))
                        tbody {
                            @for (name, ty, nullable, description) in ENVELOPE {
                                tr {
                                    th scope="row" { code { (name) } } (types(ty, nullable)) td { (description) }
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
            (types(column.sql_type, column.nullable))
        }
    }
}

/// The cells of a column's types.
fn types(ty: SqlType, nullable: bool) -> Markup {
    let null = if nullable { "yes" } else { "no" };
    html! { td { code { (ty.postgres()) } } td { code { (ty.sqlite()) } } td { (null) } }
}

fn head(titles: &[&str]) -> Markup {
    html! { thead { tr { @for title in titles { th scope="col" { (title) } } } } }
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
                    (head(&["Key", "From the field", "PostgreSQL", "SQLite", "NULL"]))
                    tbody {
                        @for source in &event.keys {
                            @let column = catalog.sql_column(&FieldType::Named(catalog.key(source.key).ty));
                            tr {
                                th scope="row" { code { (page.link(Item::Of(List::Keys, source.key.index()))) } }
                                td { code { (source.dotted_path()) } }
                                (types(column.sql_type, source.optional()))
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use aegis_events::history::{Dialect, schema_sql};
    use aegis_events_catalog::{Source, read};

    use super::ENVELOPE;
    use crate::info::catalog_info;

    #[test]
    fn the_envelope_columns_are_those_of_the_schema() {
        let text = include_str!("../../../../aegis-events-catalog/tests/catalogs/full.toml");
        let schema = schema_sql(catalog_info(&read(Source::new("catalog.toml", text)).catalog), Dialect::Postgres);
        let view = schema.split("CREATE VIEW").nth(1).unwrap();
        let columns = view.lines().filter_map(|line| line.trim().trim_end_matches(',').split_once(" AS \"_"));
        let columns: Vec<_> = columns.map(|(column, name)| (column, format!("_{}", name.trim_matches('"')))).collect();
        assert_eq!(columns.len(), ENVELOPE.len());
        for ((column, name), (expected, ty, nullable, _)) in columns.iter().zip(ENVELOPE) {
            assert_eq!(name, expected);
            let null = if nullable { "" } else { " NOT NULL" };
            let definition = format!("    {column} {}{null}", ty.postgres());
            assert!(schema.lines().any(|line| line.trim_end_matches(',').starts_with(&definition)), "{definition}");
        }
    }
}
