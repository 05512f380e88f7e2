//! Statements, arguments and results, without the types of a driver.

use std::fmt;
use std::sync::Arc;

use crate::history::sql_timestamp::SqlTimestamp;
use crate::types::Uuid;

/// A dialect of SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// PostgreSQL, from 13 on.
    Postgres,
    /// SQLite, from 3.38 on.
    Sqlite,
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Postgres => "PostgreSQL",
            Self::Sqlite => "SQLite",
        })
    }
}

/// A statement with its arguments. The first one is `$1`.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) sql: Arc<str>,
    pub(crate) args: Vec<Arg>,
}

impl Statement {
    pub(crate) fn new(sql: impl Into<Arc<str>>) -> Self {
        Self { sql: sql.into(), args: Vec::new() }
    }

    /// Adds an argument.
    #[must_use]
    pub(crate) fn with(mut self, arg: impl Into<Arg>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Adds an argument, and returns its placeholder.
    pub(crate) fn place_for(&mut self, arg: impl Into<Arg>) -> String {
        self.args.push(arg.into());
        format!("${}", self.args.len())
    }

    /// As [`place_for`](Self::place_for), with a cast where the database does not infer the type: PostgreSQL receives numbers as texts.
    pub(crate) fn typed_place_for(&mut self, arg: Arg, dialect: Dialect) -> String {
        let is_numeric = dialect == Dialect::Postgres && matches!(arg, Arg::Numeric(_));
        let place = self.place_for(arg);
        if is_numeric { format!("{place}::text::numeric(20)") } else { place }
    }
}

/// An argument of a statement. SQLite stores ids and times as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Arg {
    Int(Option<i64>),
    Text(Option<Arc<str>>),
    /// A text that lives as long as the program: names of events, families, publishers and nodes.
    Static(&'static str),
    Uuid(Option<Uuid>),
    SqlTimestamp(Option<SqlTimestamp>),
    Bytes(Option<Arc<[u8]>>),
    /// JSON text.
    Json(Arc<str>),
    /// An integer of up to 20 digits: `numeric(20)` in PostgreSQL, text in SQLite.
    Numeric(Option<i128>),
    /// A list of ids, for `= ANY($1)` in PostgreSQL; in SQLite a JSON array for `json_each($1)`.
    Uuids(Arc<[Uuid]>),
    /// A list of integers, likewise.
    Ints(Arc<[i64]>),
}

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}

impl From<u64> for Arg {
    /// Positions and sequences fit into 63 bits.
    fn from(value: u64) -> Self {
        Self::Int(Some(i64::try_from(value).unwrap_or(i64::MAX)))
    }
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.into()))
    }
}

impl From<Uuid> for Arg {
    fn from(value: Uuid) -> Self {
        Self::Uuid(Some(value))
    }
}

impl From<SqlTimestamp> for Arg {
    fn from(value: SqlTimestamp) -> Self {
        Self::SqlTimestamp(Some(value))
    }
}

/// A value that a statement selected. PostgreSQL returns ids and times as such, SQLite as texts; the methods accept both.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    #[cfg(feature = "postgres")]
    Uuid(Uuid),
    #[cfg(feature = "postgres")]
    SqlTimestamp(SqlTimestamp),
    Bytes(Vec<u8>),
}

impl Cell {
    pub(crate) fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// A count, position or sequence.
    pub(crate) fn as_count(&self) -> Option<u64> {
        self.as_int().and_then(|value| u64::try_from(value).ok())
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_uuid(&self) -> Option<Uuid> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Uuid(uuid) => Some(*uuid),
            other => other.as_text()?.parse().ok(),
        }
    }

    pub(crate) fn as_sql_timestamp(&self) -> Option<SqlTimestamp> {
        match self {
            #[cfg(feature = "postgres")]
            Self::SqlTimestamp(time) => Some(*time),
            other => SqlTimestamp::from_sql_text(other.as_text()?),
        }
    }
}

/// What one statement of a script did.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Done {
    pub(crate) affected: u64,
    pub(crate) rows: Vec<Vec<Cell>>,
}
