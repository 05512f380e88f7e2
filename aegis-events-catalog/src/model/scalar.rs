//! The built-in types: their names, and their types in Rust, JSON and SQL.

use std::fmt;
use std::ops::RangeInclusive;

use aegis_events_sql::SqlType;

macro_rules! scalars {
    ($($scalar:ident = $name:literal, $sql_type:ident;)*) => {
        /// The built-in types.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "each is named as it is written in the catalog")]
        pub enum Scalar {
            $($scalar,)*
        }

        impl Scalar {
            /// All built-in types, in the order of the reference page.
            pub const ALL: &[Scalar] = &[$(Scalar::$scalar),*];

            /// Its name in the catalog.
            pub fn name(self) -> &'static str {
                match self { $(Scalar::$scalar => $name,)* }
            }

            /// The type of its column.
            pub fn sql_type(self) -> SqlType {
                match self { $(Scalar::$scalar => SqlType::$sql_type,)* }
            }
        }
    };
}

scalars! {
    Bool = "bool", Bool;
    I8 = "i8", SmallInt;
    I16 = "i16", SmallInt;
    I32 = "i32", Integer;
    I64 = "i64", BigInt;
    U8 = "u8", SmallInt;
    U16 = "u16", Integer;
    U32 = "u32", BigInt;
    U64 = "u64", Numeric20;
    F32 = "f32", Real;
    F64 = "f64", Double;
    String = "String", Text;
    Uuid = "Uuid", Uuid;
    Timestamp = "Timestamp", Timestamp;
    Date = "Date", Date;
    Json = "Json", Json;
    Bytes = "Bytes", Bytes;
}

impl Scalar {
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
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
