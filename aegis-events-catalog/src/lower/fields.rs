//! Fields: their types resolved, their defaults as JSON.

use super::default;
use super::types::Types;
use crate::declare::{self, Fields, Lost};
use crate::model::FieldDef;
use crate::problem::{Owner, Reporter};

/// The sound fields, in the order of the file, and the others.
pub(crate) fn lower(fields: Fields, owner: Owner<'_>, types: &Types, reporter: &mut Reporter) -> (Vec<FieldDef>, Lost) {
    let Fields { sound, mut lost } = fields;
    let mut lowered = Vec::with_capacity(sound.len());
    for field in sound {
        let resolved = types.resolve(&field.ty, owner, reporter);
        let declare::FieldType { text, span, .. } = field.ty;
        let Some(ty) = resolved else {
            lost.names.insert(field.name.text);
            continue;
        };
        let default = field.default.and_then(|value| match default::json(&value, &ty, types, reporter) {
            Ok(json) => json,
            Err(problem) => {
                reporter.report(problem.belongs_to(&field.name.span, "field"));
                None
            }
        });
        lowered.push(FieldDef {
            name: field.name,
            ty,
            ty_span: span,
            ty_text: text,
            doc: field.doc,
            default,
            was: field.was,
            sensitive: field.sensitive,
        });
    }
    (lowered, lost)
}
