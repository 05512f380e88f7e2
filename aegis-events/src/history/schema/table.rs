//! The tables of a history.
//!
//! The SQL of both dialects, and the comparison with a database, derive from these lists.

use aegis_events_sql::envelope::POSITION;

use crate::catalog::{CatalogInfo, SqlType};
use crate::history::backend::Dialect;
use crate::history::backend::column::{COLUMNS, EnvelopeColumn, PAYLOAD};
use crate::history::backend::quote::{ident, idents, literal};

/// The version of what the tables mean. A database with a newer one is left alone.
pub(super) const VERSION: i64 = 2;

pub(super) const EVENTS: &str = "domain_events";
pub(super) const POSITIONS: &str = "event_positions";
pub(super) const OUTBOX: &str = "event_outbox";
pub(super) const DEAD_LETTERS: &str = "event_dead_letters";
pub(super) const CURSORS: &str = "event_cursors";
pub(super) const PARKED: &str = "event_parked";
pub(super) const REMOVALS: &str = "event_removals";
pub(super) const SCHEMA: &str = "event_schema";
pub(super) const BACKFILLS: &str = "event_backfills";

/// The column that limits a table to one row: the primary key, whose value is 1.
const ONLY: &str = "only";
/// The fill factor of the counter's page in PostgreSQL. There is room for many versions of the one row, so that an update is a HOT update: it
/// changes no index, and the next one removes the old version.
const COUNTER_FILL_PERCENT: u32 = 10;

/// A table.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: Vec<TableColumn>,
    primary_key: &'static [&'static str],
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TableColumn {
    pub(super) name: &'static str,
    pub(super) column_type: ColumnType,
    pub(super) nullable: bool,
    /// A key's column may be added later.
    pub(super) is_key: bool,
}

/// The type of a column: a field's type, or bytes, which are bytes in SQLite too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnType {
    Of(SqlType),
    Blob,
}

impl ColumnType {
    /// The type in a definition.
    pub(super) fn sql(self, dialect: Dialect) -> &'static str {
        match (self, dialect) {
            (Self::Of(of), Dialect::Postgres) => of.postgres(),
            (Self::Of(of), Dialect::Sqlite) => of.sqlite(),
            (Self::Blob, Dialect::Postgres) => "bytea",
            (Self::Blob, Dialect::Sqlite) => "blob",
        }
    }

    /// Whether the name that a database reports means this type.
    pub(super) fn is(self, found: &str, dialect: Dialect) -> bool {
        match (self.sql(dialect), dialect) {
            ("timestamptz", Dialect::Postgres) => found == "timestamp with time zone",
            ("numeric(20)", Dialect::Postgres) => found == "numeric(20,0)",
            (wanted, Dialect::Postgres) => found == wanted,
            (wanted, Dialect::Sqlite) => found.eq_ignore_ascii_case(wanted),
        }
    }
}

/// All tables, in the order of their creation.
pub(super) fn tables(catalog: &CatalogInfo) -> Vec<Table> {
    let keys = || catalog.keys().iter().map(|key| (key.name(), key.column().sql_type));
    let mut events = vec![column(&POSITION)];
    events.extend(COLUMNS.iter().map(column));
    events.extend(keys().map(key_column));
    let mut outbox: Vec<_> = COLUMNS.iter().map(column).collect();
    outbox.extend(keys().map(key_column));
    // Bytes: the payload may be invalid as JSON.
    let mut dead_letters: Vec<_> = COLUMNS.iter().map(column).collect();
    for column in dead_letters.iter_mut().filter(|column| column.name == PAYLOAD) {
        column.column_type = ColumnType::Blob;
    }
    dead_letters.extend(keys().map(key_column));
    dead_letters.extend([required("reason", SqlType::Text), required("failed_at", SqlType::Timestamp)]);
    vec![
        table(EVENTS, &["position"], events),
        table(POSITIONS, &[ONLY], vec![required(ONLY, SqlType::SmallInt), required("last", SqlType::BigInt)]),
        table(OUTBOX, &["event_id"], outbox),
        table(DEAD_LETTERS, &["event_id"], dead_letters),
        table(
            CURSORS,
            &["name"],
            vec![
                required("name", SqlType::Text),
                required("position", SqlType::BigInt),
                required("epoch", SqlType::BigInt),
                optional("holder", SqlType::Text),
                optional("held_until", SqlType::Timestamp),
                required("updated_at", SqlType::Timestamp),
            ],
        ),
        table(
            PARKED,
            &["cursor", "position"],
            vec![
                required("cursor", SqlType::Text),
                required("position", SqlType::BigInt),
                required("event_id", SqlType::Uuid),
                required("reason", SqlType::Text),
                required("attempts", SqlType::Integer),
                required("parked_at", SqlType::Timestamp),
                optional("retry_at", SqlType::Timestamp),
            ],
        ),
        table(
            REMOVALS,
            &[],
            vec![
                required("removed_at", SqlType::Timestamp),
                required("reason", SqlType::Text),
                optional("detail", SqlType::Text),
                required("first_position", SqlType::BigInt),
                required("last_position", SqlType::BigInt),
                required("events", SqlType::BigInt),
            ],
        ),
        table(
            SCHEMA,
            &[ONLY],
            vec![
                required(ONLY, SqlType::SmallInt),
                required("version", SqlType::Integer),
                required("catalog", SqlType::Text),
            ],
        ),
        table(
            BACKFILLS,
            &["column"],
            vec![required("column", SqlType::Text), required("next_position", SqlType::BigInt)],
        ),
    ]
}

fn table(name: &'static str, primary_key: &'static [&'static str], columns: Vec<TableColumn>) -> Table {
    Table { name, columns, primary_key }
}

fn required(name: &'static str, sql_type: SqlType) -> TableColumn {
    TableColumn { name, column_type: ColumnType::Of(sql_type), nullable: false, is_key: false }
}

fn optional(name: &'static str, sql_type: SqlType) -> TableColumn {
    TableColumn { nullable: true, ..required(name, sql_type) }
}

fn key_column((name, sql_type): (&'static str, SqlType)) -> TableColumn {
    TableColumn { is_key: true, ..optional(name, sql_type) }
}

fn column(column: &EnvelopeColumn) -> TableColumn {
    TableColumn { nullable: column.nullable, ..required(column.name, column.sql_type) }
}

impl Table {
    /// The statement that creates it.
    pub(super) fn create(&self, dialect: Dialect) -> String {
        let mut lines: Vec<_> = self.columns.iter().map(|column| self.column(column, dialect)).collect();
        if self.primary_key.len() > 1 {
            lines.push(format!("PRIMARY KEY ({})", idents(self.primary_key.iter().copied())));
        }
        let storage = match dialect {
            Dialect::Postgres if self.name == POSITIONS => format!(" WITH (fillfactor = {COUNTER_FILL_PERCENT})"),
            _ => String::new(),
        };
        format!("CREATE TABLE IF NOT EXISTS {} (\n    {}\n){storage}", ident(self.name), lines.join(",\n    "))
    }

    fn column(&self, column: &TableColumn, dialect: Dialect) -> String {
        let mut line = format!("{} {}", ident(column.name), column.column_type.sql(dialect));
        if !column.nullable {
            line.push_str(" NOT NULL");
        }
        if self.primary_key == [column.name] {
            line.push_str(" PRIMARY KEY");
        }
        if column.name == ONLY {
            line.push_str(&format!(" DEFAULT 1 CHECK ({} = 1)", ident(ONLY)));
        }
        line
    }
}

/// The statement that adds a key's column to a table. SQLite has no `IF NOT EXISTS` here: a second process fails, and plans again.
pub(super) fn add_column(table: &str, column: &TableColumn, dialect: Dialect) -> String {
    let if_not_there = match dialect {
        Dialect::Postgres => "IF NOT EXISTS ",
        Dialect::Sqlite => "",
    };
    let (table, name, of) = (ident(table), ident(column.name), column.column_type.sql(dialect));
    format!("ALTER TABLE {table} ADD COLUMN {if_not_there}{name} {of}")
}

/// Creates the counter's row if it is missing, after every position that is or was in use.
pub(super) const START_COUNTER: &str = r#"INSERT INTO "event_positions" ("only", "last")
SELECT 1, coalesce(max("last"), 0) FROM (
    SELECT max("position") AS "last" FROM "domain_events"
    UNION ALL SELECT max("last_position") FROM "event_removals"
) AS "known" WHERE true
ON CONFLICT ("only") DO NOTHING"#;

/// Corrects a counter that was set back: the next position must be free.
pub(super) const ADVANCE_COUNTER: &str = r#"UPDATE "event_positions" SET "last" = (SELECT max("position") FROM "domain_events")
WHERE "last" < (SELECT max("position") FROM "domain_events")"#;

/// Stores the schema's version and the catalog's name.
pub(super) fn sign(version: i64, catalog: &str, dialect: Dialect) -> String {
    let catalog = literal(catalog, dialect);
    format!(
        r#"INSERT INTO "event_schema" ("only", "version", "catalog") VALUES (1, {version}, {catalog})
ON CONFLICT ("only") DO UPDATE SET "version" = excluded."version", "catalog" = excluded."catalog""#
    )
}
