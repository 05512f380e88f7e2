//! What a field is in the views of the two databases.

use crate::model::{CheckedCatalog, FieldType, Scalar, TypeShape};

/// The column of a field in its event's view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SqlColumn {
    /// Its type in PostgreSQL.
    pub postgres: &'static str,
    /// Its type in SQLite.
    pub sqlite: &'static str,
    /// Whether the field itself may be absent. (Rows that are older than a field lack it in any case.)
    pub nullable: bool,
    /// The scalar behind it; `None` for what is JSON in SQL: lists, maps, pairs and records. An enumeration is a
    /// `String`.
    pub scalar: Option<Scalar>,
}

impl CheckedCatalog {
    /// The column of a field of this type.
    pub fn sql_column(&self, ty: &FieldType) -> SqlColumn {
        match ty {
            FieldType::Scalar(scalar) => SqlColumn {
                postgres: scalar.postgres(),
                sqlite: scalar.sqlite(),
                nullable: false,
                scalar: Some(*scalar),
            },
            FieldType::Option(inner) => SqlColumn { nullable: true, ..self.sql_column(inner) },
            FieldType::Vec(_) | FieldType::Map(_) | FieldType::Pair(..) => COMPOSITE,
            FieldType::Named(index) => match &self.type_def(*index).shape {
                TypeShape::Newtype(is) | TypeShape::Rust { is, .. } => self.sql_column(is),
                TypeShape::Enumeration(_) => self.sql_column(&FieldType::Scalar(Scalar::String)),
                TypeShape::Record(_) => COMPOSITE,
            },
        }
    }
}

/// Whatever holds other values stays JSON.
const COMPOSITE: SqlColumn = SqlColumn { postgres: "jsonb", sqlite: "text", nullable: false, scalar: None };
