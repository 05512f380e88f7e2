//! One typed view per event.
//!
//! Views of ours are told from a user's by a mark: in PostgreSQL it is the view's comment, in SQLite a comment inside the stored definition. The
//! mark names the event, so that one that has left the catalog can still be spoken of.

use crate::catalog::{CatalogInfo, EventInfo};
use crate::history::backend::Dialect;

use super::field::view_value;
use super::table::EVENTS;
use crate::history::backend::quote::{hash, ident, literal};

/// How every mark begins.
const MARK: &str = "aegis-events";

/// The envelope's columns in views, and those of the table that they show.
const ENVELOPE: [(&str, &str); 11] = [
    ("_position", "position"),
    ("_event_id", "event_id"),
    ("_occurred_at", "occurred_at"),
    ("_created_at", "created_at"),
    ("_publisher", "publisher"),
    ("_version", "version"),
    ("_correlation_id", "correlation_id"),
    ("_causation_id", "causation_id"),
    ("_node_id", "node_id"),
    ("_bus_id", "bus_id"),
    ("_sequence", "sequence"),
];

/// An event's view.
#[derive(Debug)]
pub(super) struct View {
    pub(super) name: &'static str,
    /// The statements that make it.
    pub(super) create: Vec<String>,
    /// What the database keeps of it that changes with it: PostgreSQL the comment, SQLite the definition itself.
    pub(super) mark: String,
}

/// All views, in the catalog's order.
pub(super) fn views(catalog: &CatalogInfo, dialect: Dialect) -> Vec<View> {
    catalog.events().iter().map(|event| view(event, dialect)).collect()
}

fn view(event: &EventInfo, dialect: Dialect) -> View {
    let fields =
        event.fields().iter().map(|field| format!("{} AS {}", view_value(field, dialect), ident(field.name())));
    let envelope = ENVELOPE.iter().map(|(shown, column)| format!("{} AS {}", ident(column), ident(shown)));
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
            // The database keeps its own reading of the definition, not the text: the hash stands for the text.
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

/// The event's name, and those it had.
pub(super) fn event_names(event: &EventInfo) -> impl Iterator<Item = &'static str> + use<> {
    std::iter::once(event.event_type()).chain(event.former_names().iter().copied())
}

/// The statement that removes a view.
pub(super) fn drop_view(name: &str) -> String {
    format!("DROP VIEW IF EXISTS {}", ident(name))
}

/// The family and the events of a view that carries our mark; `None` for a view of somebody else.
pub(super) fn marked(kept: &str, dialect: Dialect) -> Option<(&str, Vec<&str>)> {
    let mark = match dialect {
        Dialect::Postgres => kept.strip_prefix(MARK)?,
        Dialect::Sqlite => kept.split_once(" AS /* ")?.1.strip_prefix(MARK)?,
    };
    let (family, names) = mark.strip_prefix(' ')?.split(' ').next()?.split_once('.')?;
    Some((family, names.split(',').collect()))
}
