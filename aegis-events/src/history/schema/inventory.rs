//! What a history says of itself, to somebody who does not have its catalog.

use super::error::SchemaError;
use super::index::key_index_name;
use super::inspect::inspect;
use super::table::{ColumnType, EVENTS, VERSION, tables};
use crate::catalog::{CatalogInfo, SqlType};
use crate::history::backend::{Backend, Dialect};

/// What a database that is opened without a catalog is known to have.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inventory {
    /// The name of the catalog that the history is of, if it is written down.
    pub catalog: Option<String>,
    /// The keys that rows can be selected by.
    pub keys: Vec<KeyColumn>,
}

/// A key's column in a database.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyColumn {
    /// The key's name.
    pub name: String,
    /// The column's type. SQLite knows integers and texts only.
    pub sql_type: SqlType,
}

/// Looks into a database, and says why it is none of ours if it is not.
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
    let nobodys = CatalogInfo::new("", &[], &[], &[], &[]);
    let fixed: Vec<_> =
        tables(&nobodys).into_iter().filter(|table| table.name == EVENTS).flat_map(|table| table.columns).collect();
    let lacking: Vec<_> = fixed.iter().map(|column| column.name).filter(|name| !columns.contains_key(*name)).collect();
    if !lacking.is_empty() {
        let lacking: Vec<_> = lacking.iter().map(|name| format!("`{name}`")).collect();
        let reason = format!("its table `{EVENTS}` was made by somebody else, and lacks {}", lacking.join(", "));
        return Err(SchemaError::NotAHistory { place: place(), reason });
    }
    // What has no index of ours is somebody's own column.
    let keys = columns.iter().filter(|(name, _)| {
        let is_fixed = fixed.iter().any(|column| column.name == *name);
        !is_fixed && found.relations.contains_key(&key_index_name(name))
    });
    let keys = keys.filter_map(|(name, column)| {
        Some(KeyColumn { name: name.clone(), sql_type: key_type(&column.column_type, backend.dialect())? })
    });
    Ok(Inventory { catalog: found.signed.map(|(_, name)| name), keys: keys.collect() })
}

/// The type of a column, if a key can have it.
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
