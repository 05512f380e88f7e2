//! The SQL section of an event: its view, the view's columns, its key columns of `domain_events`.

use aegis_events_catalog::SqlColumn;
use aegis_events_catalog::model::{EventDef, FieldType};
use aegis_events_sql::SqlType;
use aegis_events_sql::envelope::VIEW;
use maud::{Markup, html};

use crate::docs::address::{Item, List};
use crate::docs::html::{Language, Page, code};

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
                            @for column in VIEW {
                                tr {
                                    th scope="row" { code { (column.view_name()) } }
                                    (types(column.sql_type, column.nullable))
                                    td { (column.description) }
                                }
                            }
                        }
                    }
                }
            }
            (keys(page, event))
            (code(Language::SQL, "The newest ten (both databases)", &query(event)))
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
