//! One typed view per event.
//!
//! A mark distinguishes these views from a user's: in PostgreSQL the view's comment, in SQLite a comment in the stored definition. The mark
//! names the event, also one that has left the catalog.

use aegis_events_sql::envelope::VIEW;

use crate::catalog::{CatalogInfo, EventInfo};
use crate::history::backend::Dialect;

use super::field::view_value;
use super::table::EVENTS;
use crate::history::backend::quote::{hash, ident, literal};

/// The beginning of every mark.
const MARK: &str = "aegis-events";

/// An event's view.
#[derive(Debug)]
pub(super) struct View {
    pub(super) name: &'static str,
    /// The statements that create it.
    pub(super) create: Vec<String>,
    /// What the database stores and that changes with the view: the comment in PostgreSQL, the definition in SQLite.
    pub(super) mark: String,
}

/// All views, in the catalog's order.
pub(super) fn views(catalog: &CatalogInfo, dialect: Dialect) -> Vec<View> {
    catalog.events().iter().map(|event| view(event, dialect)).collect()
}

fn view(event: &EventInfo, dialect: Dialect) -> View {
    let fields =
        event.fields().iter().map(|field| format!("{} AS {}", view_value(field, dialect), ident(field.name())));
    let envelope = VIEW.iter().map(|column| format!("{} AS {}", ident(column.name), ident(&column.view_name())));
    let columns: Vec<_> = fields.chain(envelope).collect();
    let names: Vec<_> = event_names(event).map(|name| literal(name, dialect)).collect();
    let select = format!(
        "SELECT\n    {}\nFROM {}\nWHERE \"family\" = {} AND \"event_type\" IN ({})",
        columns.join(",\n    "),
        ident(EVENTS),
        literal(event.family(), dialect),
        names.join(", "),
    );
    let name = ident(event.view());
    let events = format!("{}.{}", event.family(), event_names(event).collect::<Vec<_>>().join(","));
    match dialect {
        Dialect::Postgres => {
            // The database stores the parsed definition, not the text: the hash represents the text.
            let mark = format!("{MARK} {events} {:016x}", hash(&select));
            let comment = format!("COMMENT ON VIEW {name} IS {}", literal(&mark, dialect));
            View { name: event.view(), create: vec![format!("CREATE VIEW {name} AS {select}"), comment], mark }
        }
        Dialect::Sqlite => {
            let create = format!("CREATE VIEW {name} AS /* {MARK} {events} */ {select}");
            View { name: event.view(), mark: create.clone(), create: vec![create] }
        }
    }
}

/// The event's name and its former names.
pub(super) fn event_names(event: &EventInfo) -> impl Iterator<Item = &'static str> + use<> {
    std::iter::once(event.event_type()).chain(event.former_names().iter().copied())
}

/// The statement that removes a view.
pub(super) fn drop_view(name: &str) -> String {
    format!("DROP VIEW IF EXISTS {}", ident(name))
}

/// The family and the events of a view with our mark; `None` for a user's view.
pub(super) fn marked(kept: &str, dialect: Dialect) -> Option<(&str, Vec<&str>)> {
    let mark = match dialect {
        Dialect::Postgres => kept.strip_prefix(MARK)?,
        Dialect::Sqlite => kept.split_once(" AS /* ")?.1.strip_prefix(MARK)?,
    };
    let (family, names) = mark.strip_prefix(' ')?.split(' ').next()?.split_once('.')?;
    Some((family, names.split(',').collect()))
}
