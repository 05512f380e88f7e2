//! Reads what a database has: tables, columns, indexes, views, and the rows that describe the schema.
//!
//! In PostgreSQL, it reads the schema in which new tables would be created: the first existing one of the `search_path`.

use std::collections::BTreeMap;

use crate::history::backend::{Backend, Cell, Dialect, Statement, StoreError};

use super::table::{BACKFILLS, EVENTS, POSITIONS, SCHEMA};

/// What was found. Names of SQLite are in lower case, since it ignores case.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) relations: BTreeMap<String, Relation>,
    /// By table and column.
    pub(super) columns: BTreeMap<String, BTreeMap<String, FoundColumn>>,
    /// The schema's version and the catalog's name.
    pub(super) signed: Option<(i64, String)>,
    pub(super) counter: Counter,
    /// Columns whose filling has not finished.
    pub(super) backfills: Vec<String>,
}

/// Something with a name.
#[derive(Debug)]
pub(super) struct Relation {
    pub(super) kind: RelationKind,
    /// The table of an index.
    pub(super) table: Option<String>,
    /// A view's comment in PostgreSQL, its definition in SQLite.
    pub(super) kept: String,
}

/// The kind of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RelationKind {
    Table,
    View,
    Index,
    /// Sequences, materialized views, foreign tables and the like.
    Other,
}

impl RelationKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Table => "a table",
            Self::View => "a view",
            Self::Index => "an index",
            Self::Other => "neither a table nor a view",
        }
    }
}

/// A column as the database describes it.
#[derive(Debug)]
pub(super) struct FoundColumn {
    pub(super) column_type: String,
    pub(super) not_null: bool,
    pub(super) has_default: bool,
}

/// The row that counts positions.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Counter {
    #[default]
    Missing,
    Behind,
    Good,
}

const POSTGRES_RELATIONS: &str = "
SELECT c.relname::text, c.relkind::text, t.relname::text, obj_description(c.oid, 'pg_class')
FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_class t ON t.oid = i.indrelid
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())";

const SQLITE_RELATIONS: &str =
    "SELECT lower(name), type, lower(tbl_name), sql FROM sqlite_master WHERE type <> 'trigger'";

const POSTGRES_COLUMNS: &str = "
SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    a.atthasdef OR a.attidentity <> ''
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
    AND c.relkind IN ('r', 'p') AND (c.relname = 'domain_events' OR c.relname LIKE 'event\\_%')
    AND a.attnum > 0 AND NOT a.attisdropped";

const SQLITE_COLUMNS: &str = r#"
SELECT lower(m.name), lower(c.name), lower(c.type), c."notnull", c.dflt_value IS NOT NULL
FROM sqlite_master m JOIN pragma_table_xinfo(m.name) c
WHERE m.type = 'table' AND (m.name LIKE 'domain\_events' ESCAPE '\' OR m.name LIKE 'event\_%' ESCAPE '\')"#;

/// Reads the database.
pub(super) async fn inspect(backend: &dyn Backend) -> Result<Found, StoreError> {
    let dialect = backend.dialect();
    let (relations, columns) = match dialect {
        Dialect::Postgres => (POSTGRES_RELATIONS, POSTGRES_COLUMNS),
        Dialect::Sqlite => (SQLITE_RELATIONS, SQLITE_COLUMNS),
    };
    let mut found = Found::default();
    for row in backend.fetch(Statement::new(relations)).await? {
        let Some(name) = text(&row, 0) else { continue };
        let kind = match text(&row, 1).as_deref() {
            Some("r" | "p" | "table") => RelationKind::Table,
            Some("v" | "view") => RelationKind::View,
            Some("i" | "I" | "index") => RelationKind::Index,
            _ => RelationKind::Other,
        };
        let relation = Relation { kind, table: text(&row, 2), kept: text(&row, 3).unwrap_or_default() };
        found.relations.insert(name, relation);
    }
    for row in backend.fetch(Statement::new(columns)).await? {
        let (Some(table), Some(name), Some(column_type)) = (text(&row, 0), text(&row, 1), text(&row, 2)) else {
            continue;
        };
        let column = FoundColumn { column_type, not_null: flag(&row, 3), has_default: flag(&row, 4) };
        found.columns.entry(table).or_default().insert(name, column);
    }
    found.read_rows(backend).await?;
    Ok(found)
}

impl Found {
    pub(super) fn has_table(&self, name: &str) -> bool {
        self.relations.get(name).is_some_and(|relation| relation.kind == RelationKind::Table)
    }

    pub(super) fn has_column(&self, table: &str, column: &str) -> bool {
        self.columns.get(table).is_some_and(|columns| columns.contains_key(column))
    }

    /// Foreign tables under our names are skipped: the plan refuses them.
    async fn read_rows(&mut self, backend: &dyn Backend) -> Result<(), StoreError> {
        if self.has_column(SCHEMA, "version") && self.has_column(SCHEMA, "catalog") {
            let select = r#"SELECT "version", "catalog" FROM "event_schema""#;
            let rows = backend.fetch(Statement::new(select)).await?;
            self.signed = rows.first().and_then(|row| Some((row.first()?.as_int()?, text(row, 1)?)));
        }
        if self.has_column(POSITIONS, "last") && self.has_column(EVENTS, "position") {
            let select =
                r#"SELECT "last" >= coalesce((SELECT max("position") FROM "domain_events"), 0) FROM "event_positions""#;
            let rows = backend.fetch(Statement::new(select)).await?;
            self.counter = match rows.first() {
                None => Counter::Missing,
                Some(row) if flag(row, 0) => Counter::Good,
                Some(_) => Counter::Behind,
            };
        }
        if self.has_column(BACKFILLS, "column") {
            let select = r#"SELECT "column" FROM "event_backfills" ORDER BY "column""#;
            let rows = backend.fetch(Statement::new(select)).await?;
            self.backfills = rows.iter().filter_map(|row| text(row, 0)).collect();
        }
        Ok(())
    }
}

/// What depends on views in PostgreSQL, and would be lost with them.
#[derive(Debug, Default)]
pub(super) struct Ties {
    /// By view: statements that restore the rights of other roles.
    pub(super) grants: BTreeMap<String, Vec<String>>,
    /// By view: foreign views that read it.
    pub(super) dependents: BTreeMap<String, Vec<String>>,
}

const GRANTS: &str = "
SELECT c.relname::text, format('GRANT %s ON %I TO %s%s', g.privilege_type, c.relname,
    CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END,
    CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM pg_class c, aclexplode(c.relacl) g
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
    AND c.relkind = 'v' AND g.grantee <> c.relowner
ORDER BY 1, 2";

const DEPENDENTS: &str = "
SELECT DISTINCT v.relname::text, d.oid::regclass::text
FROM pg_class v
    JOIN pg_depend p ON p.refclassid = 'pg_class'::regclass AND p.refobjid = v.oid AND p.classid = 'pg_rewrite'::regclass
    JOIN pg_rewrite r ON r.oid = p.objid
    JOIN pg_class d ON d.oid = r.ev_class
WHERE v.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
    AND v.relkind = 'v' AND d.oid <> v.oid
ORDER BY 1, 2";

/// Reads what depends on views. SQLite has no rights, and its views refer to others only by name.
pub(super) async fn ties(backend: &dyn Backend) -> Result<Ties, StoreError> {
    if backend.dialect() == Dialect::Sqlite {
        return Ok(Ties::default());
    }
    let grants = pairs(&backend.fetch(Statement::new(GRANTS)).await?);
    let dependents = pairs(&backend.fetch(Statement::new(DEPENDENTS)).await?);
    Ok(Ties { grants, dependents })
}

fn pairs(rows: &[Vec<Cell>]) -> BTreeMap<String, Vec<String>> {
    let mut pairs = BTreeMap::<_, Vec<_>>::new();
    for (name, value) in rows.iter().filter_map(|row| Some((text(row, 0)?, text(row, 1)?))) {
        pairs.entry(name).or_default().push(value);
    }
    pairs
}

fn text(row: &[Cell], at: usize) -> Option<String> {
    row.get(at).and_then(Cell::as_text).map(str::to_owned)
}

fn flag(row: &[Cell], at: usize) -> bool {
    row.get(at).and_then(Cell::as_int).is_some_and(|value| value != 0)
}
