//! Which events use which types, directly or through other types.

use crate::model::{CheckedCatalog, FieldType, TypeIndex};

/// The events that use each type, and the types that each event uses.
pub(super) struct Users {
    events: Vec<Vec<usize>>,
    types: Vec<Vec<TypeIndex>>,
}

impl Users {
    pub(super) fn of(catalog: &CheckedCatalog) -> Self {
        let mut walk = Walk { catalog, seen_by: vec![usize::MAX; catalog.types().len()], found: Vec::new() };
        let mut users = Self { events: vec![Vec::new(); catalog.types().len()], types: Vec::new() };
        for (at, event) in catalog.events().iter().enumerate() {
            event.fields.iter().for_each(|field| walk.ty(&field.ty, at));
            for ty in &walk.found {
                users.events[ty.0].push(at);
            }
            users.types.push(std::mem::take(&mut walk.found));
        }
        users
    }

    /// The places of the events that use a type, in order.
    pub(super) fn events(&self, ty: usize) -> &[usize] {
        &self.events[ty]
    }

    /// The types that an event uses.
    pub(super) fn types(&self, event: usize) -> &[TypeIndex] {
        &self.types[event]
    }
}

struct Walk<'a> {
    catalog: &'a CheckedCatalog,
    /// For each type, the last event that was found to use it.
    seen_by: Vec<usize>,
    found: Vec<TypeIndex>,
}

impl Walk<'_> {
    fn ty(&mut self, ty: &FieldType, event: usize) {
        let catalog = self.catalog;
        ty.for_each_named(&mut |index| {
            if std::mem::replace(&mut self.seen_by[index.0], event) != event {
                self.found.push(index);
                catalog.type_def(index).shape.parts().into_iter().for_each(|part| self.ty(part, event));
            }
        });
    }
}
