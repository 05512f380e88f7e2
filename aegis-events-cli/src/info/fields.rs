//! Fields for the runtime's tables.

use aegis_events::catalog::{Field, SqlType};
use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{FieldDef, FieldType};

use super::leak::{list, text};

/// The fields of an event or a record.
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
    catalog.sql_column(ty).sql_type
}
