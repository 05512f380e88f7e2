//! Hand-written types: the catalog does not know what they read and write.

use std::collections::{BTreeSet, HashSet};

use crate::model::{CheckedCatalog, FieldType, TypeIndex, TypeShape};

/// The paths of all hand-written types in the type of a field, also inside generated types.
pub(super) fn paths<'c>(catalog: &'c CheckedCatalog, ty: &FieldType) -> BTreeSet<&'c str> {
    let mut walk = Walk::new(catalog);
    walk.ty(ty);
    walk.paths
}

/// The same for the definition of a type.
pub(super) fn paths_of_shape<'c>(catalog: &'c CheckedCatalog, shape: &'c TypeShape) -> BTreeSet<&'c str> {
    let mut walk = Walk::new(catalog);
    walk.shape(shape);
    walk.paths
}

struct Walk<'c> {
    catalog: &'c CheckedCatalog,
    paths: BTreeSet<&'c str>,
    /// Nested pairs can name one type exponentially often, so each type is visited once.
    seen: HashSet<TypeIndex>,
}

impl<'c> Walk<'c> {
    fn new(catalog: &'c CheckedCatalog) -> Self {
        Self { catalog, paths: BTreeSet::new(), seen: HashSet::new() }
    }

    fn ty(&mut self, ty: &FieldType) {
        let catalog = self.catalog;
        ty.for_each_named(&mut |index| {
            if self.seen.insert(index) {
                self.shape(&catalog.type_def(index).shape);
            }
        });
    }

    fn shape(&mut self, shape: &'c TypeShape) {
        match shape {
            TypeShape::Rust { path, .. } => _ = self.paths.insert(path.text.as_str()),
            _ => shape.parts().into_iter().for_each(|part| self.ty(part)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::paths;
    use crate::read::read;
    use crate::source::Source;

    #[test]
    fn a_hand_written_type_is_found_in_every_type_that_holds_it() {
        let text = |ty: &str| {
            format!(
                "[catalog]\nname = \"demo\"\n[publishers.P]\n[families.F]\npublished_by = [\"P\"]\n\
                 [types.Own]\nrust = \"crate::Own\"\nis = \"u32\"\n[types.Wrapped]\nis = \"Vec<Own>\"\n\
                 [types.Part.fields]\nown = \"Own\"\n[events.F.E]\nwhen = \"always\"\nfields = {{ it = \"{ty}\" }}\n"
            )
        };
        let found = |ty: &str| {
            let reading = read(Source::new("catalog.toml", text(ty)));
            assert!(!reading.has_errors(), "{:?}", reading.problems);
            let catalog = reading.catalog;
            let ty = &catalog.events()[0].fields[0].ty;
            paths(&catalog, ty).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        for ty in ["Own", "Option<Wrapped>", "(u32, Own)", "Map<Part>", "(Own, Own)"] {
            assert_eq!(found(ty), ["crate::Own"], "{ty}");
        }
        assert!(found("(u32, String)").is_empty());
    }
}
