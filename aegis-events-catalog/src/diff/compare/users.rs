//! Which events hold values of which types, through whatever stands between.

use crate::model::{CheckedCatalog, FieldDef, FieldType, TypeIndex, TypeShape};

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
            walk.fields(&event.fields, at);
            for ty in &walk.found {
                users.events[ty.0].push(at);
            }
            users.types.push(std::mem::take(&mut walk.found));
        }
        users
    }

    /// The events that use a type, by their places, in order.
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
    /// By types: the last event that was seen to use it.
    seen_by: Vec<usize>,
    found: Vec<TypeIndex>,
}

impl Walk<'_> {
    fn fields(&mut self, fields: &[FieldDef], event: usize) {
        fields.iter().for_each(|field| self.ty(&field.ty, event));
    }

    fn ty(&mut self, ty: &FieldType, event: usize) {
        match ty {
            FieldType::Scalar(_) => {}
            FieldType::Option(inner) | FieldType::Vec(inner) | FieldType::Map(inner) => self.ty(inner, event),
            FieldType::Pair(first, second) => {
                self.ty(first, event);
                self.ty(second, event);
            }
            FieldType::Named(index) => self.named(*index, event),
        }
    }

    fn named(&mut self, index: TypeIndex, event: usize) {
        if std::mem::replace(&mut self.seen_by[index.0], event) == event {
            return;
        }
        self.found.push(index);
        let catalog = self.catalog;
        match &catalog.type_def(index).shape {
            TypeShape::Newtype(is) | TypeShape::Rust { is, .. } => self.ty(is, event),
            TypeShape::Record(fields) => self.fields(fields, event),
            TypeShape::Enumeration(_) => {}
        }
    }
}
