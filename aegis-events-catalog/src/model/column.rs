//! The column of a field in the SQL view of its event.

use aegis_events_sql::SqlType;

use super::{CheckedCatalog, FieldType, Scalar, TypeShape};

/// The column of a field in its event's view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SqlColumn {
    /// Its type. Lists, maps, pairs and records are [`SqlType::Json`], enumerations are [`SqlType::Text`].
    pub sql_type: SqlType,
    /// The type's name in PostgreSQL.
    pub postgres: &'static str,
    /// The type's name in SQLite.
    pub sqlite: &'static str,
    /// Whether the field is an `Option`. (Rows that are older than a field lack it in any case.)
    pub nullable: bool,
}

impl SqlColumn {
    fn required(sql_type: SqlType) -> Self {
        Self { sql_type, postgres: sql_type.postgres(), sqlite: sql_type.sqlite(), nullable: false }
    }
}

impl CheckedCatalog {
    /// The column of a field of this type.
    pub fn sql_column(&self, ty: &FieldType) -> SqlColumn {
        match ty {
            FieldType::Scalar(scalar) => SqlColumn::required(scalar.sql_type()),
            FieldType::Option(inner) => SqlColumn { nullable: true, ..self.sql_column(inner) },
            FieldType::Vec(_) | FieldType::Map(_) | FieldType::Pair(..) => SqlColumn::required(SqlType::Json),
            FieldType::Named(index) => match &self.type_def(*index).shape {
                TypeShape::Newtype(is) | TypeShape::Rust { is, .. } => self.sql_column(is),
                TypeShape::Enumeration(_) => self.sql_column(&FieldType::Scalar(Scalar::String)),
                TypeShape::Record(_) => SqlColumn::required(SqlType::Json),
            },
        }
    }
}
