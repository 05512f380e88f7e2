//! SQLite in memory, on the thread of the caller.
//!
//! It changes the tables as the backend for SQLite does, in the simplest way.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, ErrorCode, Row};

use crate::history::backend::{Arg, Cell, Done, EachRow, ErrorKind, Place, Source, Statement, StoreError};
use crate::history::row::{COLUMNS, NewRow, RawRow};
use crate::history::sql_timestamp::SqlTimestamp;
use crate::types::Uuid;

use crate::catalog::KeyInfo;

/// Statements that are kept prepared: more than the code has.
const PREPARED: usize = 256;

/// The database.
pub(super) struct Database {
    connection: Connection,
    /// The catalog's.
    keys: &'static [KeyInfo],
}

impl Database {
    pub(super) fn open(keys: &'static [KeyInfo]) -> Self {
        let connection = Connection::open_in_memory().expect("SQLite opens a database in memory");
        connection.set_prepared_statement_cache_capacity(PREPARED);
        Self { connection, keys }
    }

    /// Runs statements in one transaction.
    pub(super) fn run(&mut self, script: &[Statement]) -> Result<Vec<Done>, StoreError> {
        let transaction = self.connection.transaction().map_err(classify)?;
        let done = script.iter().map(|statement| run(&transaction, statement)).collect::<Result<_, _>>();
        let done = done.map_err(classify)?;
        transaction.commit().map_err(classify)?;
        Ok(done)
    }

    pub(super) fn fetch(&mut self, select: &Statement) -> Result<Vec<Vec<Cell>>, StoreError> {
        run(&self.connection, select).map(|done| done.rows).map_err(classify)
    }

    pub(super) fn rows(&mut self, select: &Statement, each: &mut EachRow<'_>) -> Result<(), StoreError> {
        let mut read = || {
            let mut prepared = self.connection.prepare_cached(&select.sql)?;
            bind(&mut prepared, &select.args)?;
            let mut rows = prepared.raw_query();
            while let Some(row) = rows.next()? {
                each(raw_row(row)?);
            }
            Ok(())
        };
        read().map_err(classify)
    }

    /// Appends events that are not recorded yet, and of the outbox only those that are still there.
    pub(super) fn append(&mut self, rows: &[NewRow], source: Source) -> Result<Vec<Place>, StoreError> {
        let transaction = self.connection.transaction().map_err(classify)?;
        let places = rows.iter().map(|row| append(&transaction, self.keys, row, source)).collect::<Result<_, _>>();
        let places = places.map_err(classify)?;
        transaction.commit().map_err(classify)?;
        Ok(places)
    }
}

fn append(connection: &Connection, keys: &[KeyInfo], row: &NewRow, source: Source) -> rusqlite::Result<Place> {
    let with_id = |sql: &'static str| run(connection, &Statement::new(sql).with(row.event_id));
    let known = with_id("SELECT position FROM domain_events WHERE event_id = $1")?;
    let moved = match source {
        Source::Lane => 1,
        Source::Outbox => with_id("DELETE FROM event_outbox WHERE event_id = $1")?.affected,
    };
    if let Some(position) = known.rows.first().and_then(|row| row[0].as_count()) {
        return Ok(Place { position, is_new: false });
    }
    if moved == 0 {
        return Ok(Place { position: 0, is_new: false });
    }
    let taken = run(connection, &Statement::new("UPDATE event_positions SET last = last + 1 RETURNING last"))?;
    let position = taken.rows[0][0].as_count().expect("the counter is a number");
    let names = COLUMNS.iter().map(|column| column.name).chain(keys.iter().map(KeyInfo::name));
    let names: Vec<_> = names.map(|name| format!("\"{name}\"")).collect();
    let mut insert = Statement::new("").with(position);
    let places: Vec<_> = row.args(keys).map(|arg| insert.place_for(arg)).collect();
    let sql = format!("INSERT INTO domain_events (position, {}) VALUES ($1, {})", names.join(", "), places.join(", "));
    run(connection, &Statement { sql: sql.into(), ..insert })?;
    Ok(Place { position, is_new: true })
}

fn run(connection: &Connection, statement: &Statement) -> rusqlite::Result<Done> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    bind(&mut prepared, &statement.args)?;
    let columns = prepared.column_count();
    let mut done = Done::default();
    let mut rows = prepared.raw_query();
    while let Some(row) = rows.next()? {
        done.rows.push((0..columns).map(|at| row.get_ref(at).map(cell)).collect::<Result<_, _>>()?);
    }
    done.affected = connection.changes();
    Ok(done)
}

/// SQLite numbers `$1` and `$2` as they come in the text, not by their digits.
fn bind(prepared: &mut rusqlite::Statement<'_>, args: &[Arg]) -> rusqlite::Result<()> {
    for at in 1..=prepared.parameter_count() {
        let name = prepared.parameter_name(at).and_then(|name| name[1..].parse::<usize>().ok());
        let arg = name.and_then(|number| args.get(number - 1)).expect("every place has its argument");
        prepared.raw_bind_parameter(at, value(arg))?;
    }
    Ok(())
}

fn value(arg: &Arg) -> Value {
    let list = |all: Vec<String>| Value::Text(format!("[{}]", all.join(",")));
    let text = |text: Option<String>| text.map_or(Value::Null, Value::Text);
    match arg {
        Arg::Int(value) => value.map_or(Value::Null, Value::Integer),
        Arg::Text(value) => text(value.as_deref().map(str::to_owned)),
        Arg::Uuid(value) => text(value.map(|uuid| uuid.to_string())),
        Arg::SqlTimestamp(value) => text(value.map(SqlTimestamp::to_sql_text)),
        Arg::Bytes(value) => value.as_ref().map_or(Value::Null, |bytes| Value::Blob(bytes.to_vec())),
        Arg::Json(value) => Value::Text(value.to_string()),
        Arg::Numeric(value) => text(value.map(|value| value.to_string())),
        Arg::Uuids(values) => list(values.iter().map(|uuid| format!("\"{uuid}\"")).collect()),
        Arg::Ints(values) => list(values.iter().map(i64::to_string).collect()),
    }
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(value) => Cell::Int(value),
        ValueRef::Real(value) => Cell::Real(value),
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_vec()),
    }
}

fn raw_row<'r>(row: &'r Row<'_>) -> rusqlite::Result<RawRow<'r>> {
    let text = |at: usize| Ok::<_, rusqlite::Error>(row.get_ref(at)?.as_str()?);
    let uuid = |at: usize| Ok::<Uuid, rusqlite::Error>(text(at)?.parse().expect("ids are UUIDs"));
    Ok(RawRow {
        position: row.get::<_, i64>(0)? as u64,
        event_id: uuid(1)?,
        family: text(2)?,
        event_type: text(3)?,
        publisher: text(4)?,
        created_at: SqlTimestamp::from_sql_text(text(5)?).expect("times are times"),
        correlation_id: uuid(6)?,
        causation_id: row.get::<_, Option<String>>(7)?.map(|id| id.parse().expect("ids are UUIDs")),
        node_id: text(8)?,
        bus_id: uuid(9)?,
        sequence: row.get::<_, Option<i64>>(10)?.map(|sequence| sequence as u64),
        event_data: text(11)?.as_bytes(),
    })
}

fn classify(error: rusqlite::Error) -> StoreError {
    let kind = match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => ErrorKind::Row,
        _ => ErrorKind::Schema,
    };
    StoreError::new(kind, error.to_string())
}
