//! Fields as the runtime's tables have them.

use aegis_events::catalog::{Field, SqlType};
use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{FieldDef, FieldType, Scalar};

use super::{list, text};

/// The table of an event's fields, or of a record's.
pub(crate) fn fields(catalog: &CheckedCatalog, fields: &[FieldDef]) -> &'static [Field] {
    list(fields.iter().map(|field| entry(catalog, field)))
}

fn entry(catalog: &CheckedCatalog, field: &FieldDef) -> Field {
    let mut entry = Field::new(text(&field.name.text), sql_type(catalog, &field.ty))
        .was(list(field.was.iter().map(|name| text(&name.text))));
    if matches!(field.ty, FieldType::Option(_)) {
        entry = entry.optional();
    }
    if field.sensitive {
        entry = entry.sensitive();
    }
    match &field.default {
        Some(json) => entry.default_json(text(json)),
        None => entry,
    }
}

/// The SQL type of a field.
pub(super) fn sql_type(catalog: &CheckedCatalog, ty: &FieldType) -> SqlType {
    match catalog.sql_column(ty).scalar {
        None | Some(Scalar::Json) => SqlType::Json,
        Some(Scalar::Bool) => SqlType::Bool,
        Some(Scalar::I8 | Scalar::I16 | Scalar::U8) => SqlType::SmallInt,
        Some(Scalar::I32 | Scalar::U16) => SqlType::Integer,
        Some(Scalar::I64 | Scalar::U32) => SqlType::BigInt,
        Some(Scalar::U64) => SqlType::Numeric20,
        Some(Scalar::F32) => SqlType::Real,
        Some(Scalar::F64) => SqlType::Double,
        Some(Scalar::String) => SqlType::Text,
        Some(Scalar::Uuid) => SqlType::Uuid,
        Some(Scalar::Timestamp) => SqlType::Timestamp,
        Some(Scalar::Date) => SqlType::Date,
        Some(Scalar::Bytes) => SqlType::Bytes,
    }
}
