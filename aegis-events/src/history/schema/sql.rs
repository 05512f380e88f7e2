//! The SQL of a schema without a database: of a whole catalog, and from one catalog to another.
//!
//! The tables of the older catalog are described as if they had been read from a database, and compared in the same way.

use super::error::SchemaError;
use super::index::indexes;
use super::inspect::{Counter, Found, FoundColumn, Relation, RelationKind, Ties};
use super::plan::MigrationPlan;
use super::stale::{self, Vanished};
use super::table::{self, ColumnType, VERSION};
use super::view;
use super::{compare, rename};
use crate::catalog::{CatalogInfo, SqlType};
use crate::history::backend::Dialect;

/// The whole schema of a catalog as SQL for `psql` or `sqlite3`: what a migration does in an empty database.
///
/// ```
/// # #[cfg(feature = "domain")] {
/// use aegis_events::domain::DomainEvent;
/// use aegis_events::event::Domain;
/// use aegis_events::history::{Dialect, schema_sql};
///
/// let sql = schema_sql(DomainEvent::catalog(), Dialect::Postgres);
/// assert!(sql.contains(r#"CREATE TABLE IF NOT EXISTS "domain_events""#));
/// # }
/// ```
pub fn schema_sql(catalog: &CatalogInfo, dialect: Dialect) -> String {
    let mut plan = MigrationPlan::new(&dialect.to_string(), dialect);
    let nothing = Found::default();
    compare::compare(&mut plan, catalog, &nothing);
    stale::compare_views(&mut plan, catalog, &nothing, &view::views(catalog, dialect), &Ties::default());
    format!(
        "-- The history of the catalog `{}`, for {dialect}. Made by aegis-events.\n\n{}",
        catalog.name(),
        plan.sql()
    )
}

/// The migration of a history from an older catalog to a newer one, as SQL for `psql` or `sqlite3`; only a comment where nothing is to be
/// done.
///
/// It is what [`History::plan`](crate::history::History::plan) says of a database that is exactly as the older catalog wants it. What only a
/// database knows is not in it: grants on views that are replaced, and views of others that read them.
///
/// ```
/// # #[cfg(feature = "domain")] {
/// use aegis_events::domain::DomainEvent;
/// use aegis_events::event::Domain;
/// use aegis_events::history::{Dialect, migration_sql};
///
/// let catalog = DomainEvent::catalog();
/// let sql = migration_sql(catalog, catalog, Dialect::Sqlite).unwrap();
/// assert!(sql.ends_with("-- Nothing is to be done.\n"));
/// # }
/// ```
///
/// # Errors
///
/// [`SchemaError::Refused`], with every reason, if rows or columns would be lost, or if the two are not the same catalog.
pub fn migration_sql(old: &CatalogInfo, new: &CatalogInfo, dialect: Dialect) -> Result<String, SchemaError> {
    let found = found(old, dialect);
    let mut plan = MigrationPlan::new(&format!("a history of the older `{}`, in {dialect}", old.name()), dialect);
    plan.warnings.push(rename::note(dialect));
    compare::compare(&mut plan, new, &found);
    let vanished = stale::compare_views(&mut plan, new, &found, &view::views(new, dialect), &Ties::default());
    plan.warnings.extend(vanished.iter().map(Vanished::warning_of_any));
    if !plan.refusals.is_empty() {
        return Err(SchemaError::Refused { place: plan.place, reasons: plan.refusals });
    }
    let sql = plan.sql();
    let sql = if plan.is_empty() { format!("{sql}-- Nothing is to be done.\n") } else { sql };
    Ok(format!(
        "-- From an older catalog `{}` to the present one, for {dialect}. Made by aegis-events.\n\n{sql}",
        old.name()
    ))
}

/// What is found in a database that a catalog's migration has made.
fn found(catalog: &CatalogInfo, dialect: Dialect) -> Found {
    let mut found =
        Found { signed: Some((VERSION, catalog.name().to_owned())), counter: Counter::Good, ..Found::default() };
    let relation = |kind, table: Option<&str>, kept| Relation { kind, table: table.map(str::to_owned), kept };
    for table in table::tables(catalog) {
        found.relations.insert(table.name.to_owned(), relation(RelationKind::Table, None, String::new()));
        let columns = table.columns.iter().map(|column| {
            let column_type = told(column.column_type, dialect).to_owned();
            (column.name.to_owned(), FoundColumn { column_type, not_null: !column.nullable, has_default: false })
        });
        found.columns.insert(table.name.to_owned(), columns.collect());
    }
    for index in indexes(catalog) {
        found.relations.insert(index.name, relation(RelationKind::Index, Some(index.table), String::new()));
    }
    for view in view::views(catalog, dialect) {
        found.relations.insert(view.name.to_owned(), relation(RelationKind::View, None, view.mark));
    }
    found
}

/// A type as the database itself calls it.
fn told(of: ColumnType, dialect: Dialect) -> &'static str {
    match (of, dialect) {
        (ColumnType::Of(SqlType::Timestamp), Dialect::Postgres) => "timestamp with time zone",
        (ColumnType::Of(SqlType::Numeric20), Dialect::Postgres) => "numeric(20,0)",
        _ => of.sql(dialect),
    }
}
