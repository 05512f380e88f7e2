//! SQLite in memory, on the thread of the caller.
//!
//! It changes the tables as the backend for SQLite does, in the simplest way.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, ErrorCode, Row};

use crate::history::backend::{
    Arg, Cell, Dialect, Done, EachRow, ErrorKind, NewRow, Place, RawRow, ReadColumns, Source, Statement, StoreError,
};
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
                each(RawRow::read(Columns { row, at: 0 })?);
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
    let insert = row.insert("domain_events", Dialect::Sqlite, keys, &[("position", position.into())]);
    run(connection, &insert)?;
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
        Arg::Static(value) => Value::Text((*value).to_owned()),
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

/// The columns of a row, one after the other.
struct Columns<'r> {
    row: &'r Row<'r>,
    at: usize,
}

impl<'r> Columns<'r> {
    fn next(&mut self) -> rusqlite::Result<ValueRef<'r>> {
        self.at += 1;
        self.row.get_ref(self.at - 1)
    }
}

impl<'r> ReadColumns<'r> for Columns<'r> {
    type Error = rusqlite::Error;

    fn count(&mut self) -> rusqlite::Result<u64> {
        Ok(self.next()?.as_i64()? as u64)
    }

    fn uuid(&mut self) -> rusqlite::Result<Uuid> {
        Ok(self.text()?.parse().expect("ids are UUIDs"))
    }

    fn text(&mut self) -> rusqlite::Result<&'r str> {
        Ok(self.next()?.as_str()?)
    }

    fn time(&mut self) -> rusqlite::Result<SqlTimestamp> {
        Ok(SqlTimestamp::from_sql_text(self.text()?).expect("times are times"))
    }

    fn json(&mut self) -> rusqlite::Result<&'r [u8]> {
        self.text().map(str::as_bytes)
    }

    fn skip_null(&mut self) -> rusqlite::Result<bool> {
        let is_null = self.row.get_ref(self.at)? == ValueRef::Null;
        self.at += usize::from(is_null);
        Ok(is_null)
    }
}

fn classify(error: rusqlite::Error) -> StoreError {
    let kind = match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => ErrorKind::Row,
        _ => ErrorKind::Schema,
    };
    StoreError::new(kind, error.to_string())
}
