//! Columns of SQL views.

pub use aegis_events_sql::SqlType;

/// One column of an event's SQL view, or of the table `domain_events`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// Its name, unquoted.
    pub name: &'static str,
    /// Its type.
    pub sql_type: SqlType,
    /// Whether it can be `NULL`.
    pub nullable: bool,
}
