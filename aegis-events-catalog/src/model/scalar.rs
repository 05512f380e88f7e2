//! The built-in types: their names, and their types in Rust, JSON and SQL.

use std::fmt;
use std::ops::RangeInclusive;

use aegis_events_sql::SqlType;

/// The built-in types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is named as it is written in the catalog")]
pub enum Scalar {
    Bool,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    F32,
    F64,
    String,
    Uuid,
    Timestamp,
    Date,
    Json,
    Bytes,
}

impl Scalar {
    /// All built-in types, in the order of the reference page.
    pub const ALL: &[Scalar] = &[
        Scalar::Bool,
        Scalar::I8,
        Scalar::I16,
        Scalar::I32,
        Scalar::I64,
        Scalar::U8,
        Scalar::U16,
        Scalar::U32,
        Scalar::U64,
        Scalar::F32,
        Scalar::F64,
        Scalar::String,
        Scalar::Uuid,
        Scalar::Timestamp,
        Scalar::Date,
        Scalar::Json,
        Scalar::Bytes,
    ];

    /// Its name in the catalog.
    pub fn name(self) -> &'static str {
        match self {
            Scalar::Bool => "bool",
            Scalar::I8 => "i8",
            Scalar::I16 => "i16",
            Scalar::I32 => "i32",
            Scalar::I64 => "i64",
            Scalar::U8 => "u8",
            Scalar::U16 => "u16",
            Scalar::U32 => "u32",
            Scalar::U64 => "u64",
            Scalar::F32 => "f32",
            Scalar::F64 => "f64",
            Scalar::String => "String",
            Scalar::Uuid => "Uuid",
            Scalar::Timestamp => "Timestamp",
            Scalar::Date => "Date",
            Scalar::Json => "Json",
            Scalar::Bytes => "Bytes",
        }
    }

    /// The built-in type with a name.
    pub fn from_name(name: &str) -> Option<Scalar> {
        Scalar::ALL.iter().copied().find(|scalar| scalar.name() == name)
    }

    /// The range of an integer type; `None` for other types.
    pub fn integer_range(self) -> Option<RangeInclusive<i128>> {
        Some(match self {
            Scalar::I8 => i8::MIN.into()..=i8::MAX.into(),
            Scalar::I16 => i16::MIN.into()..=i16::MAX.into(),
            Scalar::I32 => i32::MIN.into()..=i32::MAX.into(),
            Scalar::I64 => i64::MIN.into()..=i64::MAX.into(),
            Scalar::U8 => 0..=u8::MAX.into(),
            Scalar::U16 => 0..=u16::MAX.into(),
            Scalar::U32 => 0..=u32::MAX.into(),
            Scalar::U64 => 0..=u64::MAX.into(),
            _ => return None,
        })
    }

    /// The Rust type of a generated field.
    pub fn rust(self) -> &'static str {
        match self {
            Scalar::Uuid => "uuid::Uuid",
            Scalar::Timestamp => "chrono::DateTime<chrono::Utc>",
            Scalar::Date => "chrono::NaiveDate",
            Scalar::Json => "serde_json::Value",
            Scalar::Bytes => "Vec<u8>",
            other => other.name(),
        }
    }

    /// Its form in JSON, in Markdown.
    pub fn json(self) -> &'static str {
        match self {
            Scalar::Bool => "`true`, `false`",
            Scalar::F32 | Scalar::F64 => "number; infinities and NaN cannot be published",
            Scalar::String => "string",
            Scalar::Uuid => "string, `\"018f3c4e-…\"`",
            Scalar::Timestamp => "string, RFC 3339 in UTC: `\"2026-01-31T12:00:00Z\"`",
            Scalar::Date => "string, `\"2026-01-31\"`",
            Scalar::Json => "anything",
            Scalar::Bytes => "string, base64 with padding",
            _ => "number",
        }
    }

    /// The type of its column.
    pub fn sql_type(self) -> SqlType {
        match self {
            Scalar::Bool => SqlType::Bool,
            Scalar::I8 | Scalar::I16 | Scalar::U8 => SqlType::SmallInt,
            Scalar::I32 | Scalar::U16 => SqlType::Integer,
            Scalar::I64 | Scalar::U32 => SqlType::BigInt,
            Scalar::U64 => SqlType::Numeric20,
            Scalar::F32 => SqlType::Real,
            Scalar::F64 => SqlType::Double,
            Scalar::String => SqlType::Text,
            Scalar::Uuid => SqlType::Uuid,
            Scalar::Timestamp => SqlType::Timestamp,
            Scalar::Date => SqlType::Date,
            Scalar::Json => SqlType::Json,
            Scalar::Bytes => SqlType::Bytes,
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
