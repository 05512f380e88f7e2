//! Types that are written by hand: what they read and write, no catalog knows.

use crate::model::{CheckedCatalog, FieldType, TypeShape};

/// The path of the type of the user's that a field's type is, through newtypes, lists, maps and `Option`s; `None` for what is generated.
pub(super) fn path<'c>(catalog: &'c CheckedCatalog, ty: &FieldType) -> Option<&'c str> {
    match ty {
        FieldType::Option(inner) | FieldType::Vec(inner) | FieldType::Map(inner) => path(catalog, inner),
        FieldType::Named(index) => path_of_shape(catalog, &catalog.type_def(*index).shape),
        FieldType::Scalar(_) | FieldType::Pair(..) => None,
    }
}

/// The same of what a type is made of.
pub(super) fn path_of_shape<'c>(catalog: &'c CheckedCatalog, shape: &'c TypeShape) -> Option<&'c str> {
    match shape {
        TypeShape::Rust { path, .. } => Some(&path.text),
        TypeShape::Newtype(is) => path(catalog, is),
        TypeShape::Enumeration(_) | TypeShape::Record(_) => None,
    }
}
