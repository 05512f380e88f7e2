//! What a database shows about its history without the catalog.

use super::error::SchemaError;
use super::index::key_index_name;
use super::inspect::inspect;
use super::table::{ColumnType, EVENTS, VERSION, tables};
use crate::catalog::{CatalogInfo, SqlType};
use crate::history::backend::{Backend, Dialect};

/// What is known about a history that is opened without its catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inventory {
    /// The name of the history's catalog, if it is stored.
    pub catalog: Option<String>,
    /// The keys by which rows can be selected.
    pub keys: Vec<KeyColumn>,
}

/// A key's column in a database.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyColumn {
    /// The key's name.
    pub name: String,
    /// The column's type. SQLite has only integers and texts.
    pub sql_type: SqlType,
}

/// Reads a database; an error if it holds no history.
pub(crate) async fn inventory(backend: &dyn Backend) -> Result<Inventory, SchemaError> {
    let found = inspect(backend).await.map_err(|error| SchemaError::database(backend, &error))?;
    let place = || backend.place().to_owned();
    let Some(columns) = found.columns.get(EVENTS) else {
        let reason = format!("it has no table `{EVENTS}`");
        return Err(SchemaError::NotAHistory { place: place(), reason });
    };
    if let Some((version, _)) = found.signed.as_ref().filter(|(version, _)| *version > VERSION) {
        return Err(SchemaError::NewerVersion { place: place(), found: *version, known: VERSION });
    }
    let empty = CatalogInfo::new("", &[], &[], &[], &[]);
    let fixed: Vec<_> =
        tables(&empty).into_iter().filter(|table| table.name == EVENTS).flat_map(|table| table.columns).collect();
    let lacking: Vec<_> = fixed.iter().map(|column| column.name).filter(|name| !columns.contains_key(*name)).collect();
    if !lacking.is_empty() {
        let lacking: Vec<_> = lacking.iter().map(|name| format!("`{name}`")).collect();
        let reason = format!("its table `{EVENTS}` was not created by aegis-events, and lacks {}", lacking.join(", "));
        return Err(SchemaError::NotAHistory { place: place(), reason });
    }
    // A column without an index of ours is a user's.
    let keys = columns.iter().filter(|(name, _)| {
        let is_fixed = fixed.iter().any(|column| column.name == *name);
        !is_fixed && found.relations.contains_key(&key_index_name(name))
    });
    let keys = keys.filter_map(|(name, column)| {
        Some(KeyColumn { name: name.clone(), sql_type: key_type(&column.column_type, backend.dialect())? })
    });
    Ok(Inventory { catalog: found.signed.map(|(_, name)| name), keys: keys.collect() })
}

/// The type of a column, if it can be a key's.
fn key_type(found: &str, dialect: Dialect) -> Option<SqlType> {
    const POSTGRES: [SqlType; 6] =
        [SqlType::Uuid, SqlType::Text, SqlType::SmallInt, SqlType::Integer, SqlType::BigInt, SqlType::Numeric20];
    const SQLITE: [SqlType; 2] = [SqlType::Text, SqlType::BigInt];
    let all: &[SqlType] = match dialect {
        Dialect::Postgres => &POSTGRES,
        Dialect::Sqlite => &SQLITE,
    };
    all.iter().copied().find(|&of| ColumnType::Of(of).is(found, dialect))
}
