//! The SQL types of both databases.

/// The SQL type of a column, for PostgreSQL and SQLite alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SqlType {
    /// `bool`
    Bool,
    /// `i8`, `i16`, `u8`
    SmallInt,
    /// `i32`, `u16`
    Integer,
    /// `i64`, `u32`
    BigInt,
    /// `u64`: all 20 digits
    Numeric20,
    /// `f32`
    Real,
    /// `f64`
    Double,
    /// `String`, enumerations
    Text,
    /// `Uuid`
    Uuid,
    /// `Timestamp`
    Timestamp,
    /// `Date`
    Date,
    /// `Json`, records, `Vec`, `Map`, pairs
    Json,
    /// `Bytes`: in SQLite as base64, as in JSON
    Bytes,
}

impl SqlType {
    /// The type's name in PostgreSQL.
    #[must_use]
    pub const fn postgres(self) -> &'static str {
        match self {
            Self::Bool => "boolean",
            Self::SmallInt => "smallint",
            Self::Integer => "integer",
            Self::BigInt => "bigint",
            Self::Numeric20 => "numeric(20)",
            Self::Real => "real",
            Self::Double => "double precision",
            Self::Text => "text",
            Self::Uuid => "uuid",
            Self::Timestamp => "timestamptz",
            Self::Date => "date",
            Self::Json => "jsonb",
            Self::Bytes => "bytea",
        }
    }

    /// The type's name in SQLite. Its integers end at `i64::MAX`, and it cannot decode base64: both are text there.
    #[must_use]
    pub const fn sqlite(self) -> &'static str {
        match self {
            Self::Bool | Self::SmallInt | Self::Integer | Self::BigInt => "integer",
            Self::Real | Self::Double => "real",
            Self::Numeric20 | Self::Text | Self::Uuid | Self::Timestamp | Self::Date | Self::Json | Self::Bytes => {
                "text"
            }
        }
    }
}
