//! The indexes. Each serves a query of the history or of users.

use crate::catalog::CatalogInfo;
use crate::history::backend::Dialect;

use super::table::{DEAD_LETTERS, EVENTS, OUTBOX, REMOVALS};
use crate::history::backend::quote::{hash, ident, idents};

/// PostgreSQL truncates longer names silently.
const LONGEST_NAME: usize = 63;

/// An index.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) name: String,
    pub(super) table: &'static str,
    columns: Vec<&'static str>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Unique,
    /// Only rows that have the key.
    Partial,
    /// A summary per range of pages, a thousandth of the size of a tree: events are nearly in the order of their times. Plain in SQLite.
    Brin,
}

/// All indexes, in the order of their creation.
pub(super) fn indexes(catalog: &CatalogInfo) -> Vec<Index> {
    let mut indexes = vec![
        // Refuses to record an event twice.
        index("domain_events_event_id_key", EVENTS, &["event_id"], Kind::Unique),
        // No two events of a bus have the same sequence. Events that no bus has delivered have none.
        index("domain_events_bus_id_sequence_key", EVENTS, &["bus_id", "sequence"], Kind::Unique),
        // `ORDER BY created_at DESC LIMIT n`, and retention's oldest rows.
        index("domain_events_created_at_idx", EVENTS, &["created_at"], Kind::Plain),
        // Ranges of time.
        index("domain_events_occurred_at_idx", EVENTS, &["occurred_at"], Kind::Brin),
        // The events of a family or a view, by position.
        index("domain_events_family_idx", EVENTS, &["family", "position"], Kind::Plain),
        // The consequences of an event.
        index("domain_events_correlation_id_idx", EVENTS, &["correlation_id", "position"], Kind::Plain),
    ];
    indexes.extend(catalog.keys().iter().map(|key| Index {
        name: key_index_name(key.name()),
        table: EVENTS,
        columns: vec![key.name(), "position"],
        kind: Kind::Partial,
    }));
    indexes.extend([
        // The relay of a node takes the node's rows, oldest first: ids are in the order of time.
        index("event_outbox_node_id_idx", OUTBOX, &["node_id", "event_id"], Kind::Plain),
        // Dead letters by their place on the bus.
        index("event_dead_letters_bus_id_idx", DEAD_LETTERS, &["bus_id", "sequence"], Kind::Plain),
        // Whether removal explains a gap below a position.
        index("event_removals_last_position_idx", REMOVALS, &["last_position"], Kind::Plain),
    ]);
    indexes
}

fn index(name: &str, table: &'static str, columns: &[&'static str], kind: Kind) -> Index {
    Index { name: name.to_owned(), table, columns: columns.to_vec(), kind }
}

/// The name of the index of a key.
pub(super) fn key_index_name(key: &str) -> String {
    name_of(EVENTS, key)
}

/// `<table>_<column>_idx`. A long column name is cut, and a hash makes the result unique.
fn name_of(table: &str, column: &str) -> String {
    let name = format!("{table}_{column}_idx");
    if name.len() <= LONGEST_NAME {
        return name;
    }
    let end = format!("_{:08x}_idx", hash(column) as u32);
    let room = LONGEST_NAME - end.len();
    // Names of keys are ASCII. Any other name is cut before the character that does not fit.
    let start: String = format!("{table}_{column}")
        .char_indices()
        .take_while(|(at, c)| at + c.len_utf8() <= room)
        .map(|(_, c)| c)
        .collect();
    start + &end
}

impl Index {
    /// The statement that creates it.
    pub(super) fn create(&self, dialect: Dialect) -> String {
        let unique = if self.kind == Kind::Unique { "UNIQUE " } else { "" };
        let mut sql = format!("CREATE {unique}INDEX IF NOT EXISTS {} ON {}", ident(&self.name), ident(self.table));
        let is_brin = self.kind == Kind::Brin && dialect == Dialect::Postgres;
        if is_brin {
            sql.push_str(" USING brin");
        }
        sql.push_str(&format!(" ({})", idents(self.columns.iter().copied())));
        if is_brin {
            // Without it, all rows since the last vacuum are read.
            sql.push_str(" WITH (autosummarize = on)");
        }
        if let (Kind::Partial, Some(key)) = (self.kind, self.columns.first()) {
            sql.push_str(&format!(" WHERE {} IS NOT NULL", ident(key)));
        }
        sql
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_long_keys_fit_and_differ() {
        let (a, b) = (format!("{}_a", "k".repeat(61)), format!("{}_b", "k".repeat(61)));
        let (a, b) = (name_of(EVENTS, &a), name_of(EVENTS, &b));
        assert_eq!((a.len(), b.len()), (63, 63));
        assert_ne!(a, b);
        assert_eq!(name_of(EVENTS, "agent_id"), "domain_events_agent_id_idx");
        assert_eq!(name_of(EVENTS, &"k".repeat(45)).len(), 63);
    }
}
