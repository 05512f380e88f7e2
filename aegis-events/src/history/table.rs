//! Inserting one row into a table of the events' columns: `event_outbox`, `event_dead_letters`.

use std::fmt::Write;

use super::backend::{Arg, Dialect, Statement};
use super::reason::kept;
use super::row::{COLUMNS, NewRow};
use super::shared::Shared;
use super::sql_timestamp::SqlTimestamp;
use crate::catalog::KeyInfo;
use crate::types::Uuid;

/// A statement that inserts a row, with more columns behind those of the event. A row whose id stands there already is left as it is.
pub(crate) fn insert(table: &str, dialect: Dialect, keys: &[KeyInfo], row: &NewRow, more: &[(&str, Arg)]) -> Statement {
    let names = COLUMNS.iter().map(|column| column.name).chain(keys.iter().map(KeyInfo::name));
    let more = more.iter().map(|(name, arg)| (*name, arg.clone()));
    let all = names.map(|name| name as &str).zip(row.args(keys)).chain(more);
    let mut statement = Statement::new("");
    let (mut columns, mut places) = (String::new(), String::new());
    for (name, arg) in all {
        let comma = if columns.is_empty() { "" } else { ", " };
        // PostgreSQL has no binary form of our own for it.
        let cast =
            if dialect == Dialect::Postgres && matches!(arg, Arg::Numeric(_)) { "::text::numeric(20)" } else { "" };
        let place = statement.place_for(arg);
        // Writing to a `String` cannot fail.
        let _ = write!(columns, "{comma}\"{name}\"");
        let _ = write!(places, "{comma}{place}{cast}");
    }
    statement.sql =
        format!("INSERT INTO {table} ({columns}) VALUES ({places}) ON CONFLICT (event_id) DO NOTHING").into();
    statement
}

/// Statements that move a row from the outbox to the rows set aside.
pub(crate) fn move_to_dead_letters(shared: &Shared, id: Uuid, reason: &str, now: SqlTimestamp) -> Vec<Statement> {
    let names = COLUMNS.iter().map(|column| column.name).chain(shared.keys.iter().map(KeyInfo::name));
    let columns: Vec<_> = names.map(|name| format!("\"{name}\"")).collect();
    let bytes = match shared.backend.dialect() {
        Dialect::Postgres => "convert_to(\"event_data\"::text, 'UTF8')",
        Dialect::Sqlite => "CAST(\"event_data\" AS BLOB)",
    };
    let selected = columns.join(", ").replace("\"event_data\"", bytes);
    let columns = columns.join(", ");
    let copy = format!(
        "INSERT INTO event_dead_letters ({columns}, reason, failed_at) \
         SELECT {selected}, $2, $3 FROM event_outbox WHERE event_id = $1 ON CONFLICT (event_id) DO NOTHING"
    );
    let delete = Statement::new("DELETE FROM event_outbox WHERE event_id = $1").with(id);
    vec![Statement::new(copy).with(id).with(&*kept(reason)).with(now), delete]
}
