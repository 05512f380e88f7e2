//! Builds the types of `[types]`, each after the types that it is made of.
//!
//! An unsound type is left out, and so is every type that cannot exist without it. Only the first is reported.

use hashbrown::HashSet;
use heck::ToUpperCamelCase;

use super::fields;
use super::types::{Facts, Types};
use crate::declare::{self, Section, TypeForm};
use crate::model::{Name, TypeDef, TypeShape, ValueDef};
use crate::problem::{Owner, Reporter};

/// Builds all types. `order` has the places of those that do not contain themselves, parts first.
pub(super) fn types(section: Section<declare::Type>, order: Vec<usize>, reporter: &mut Reporter) -> Types {
    let Section { items, known, unreadable } = section;
    let mut types = Types::of_names(sound_names(&items, &order), known, unreadable);

    // Those of the order first. The others are not kept, but their own problems are reported.
    let mut items: Vec<Option<declare::Type>> = items.into_iter().map(Some).collect();
    for at in order.into_iter().chain(0..items.len()) {
        if let Some(it) = items[at].take() {
            add(&mut types, it, reporter);
        }
    }
    types
}

/// The names of the types that can be built, in the order of the file. A record can lose fields; other types need all their
/// parts.
fn sound_names(types: &[declare::Type], order: &[usize]) -> Vec<String> {
    let mut sound: HashSet<&str> = HashSet::new();
    for &at in order {
        let is_sound = match &types[at].form {
            Some(TypeForm::Newtype(is) | TypeForm::Rust { is, .. }) => is.expr.as_ref().is_some_and(|expr| {
                let mut has_all_parts = true;
                expr.for_each_name(&mut |name| has_all_parts &= sound.contains(name.text.as_str()));
                has_all_parts
            }),
            Some(TypeForm::Fields(_)) => true,
            Some(TypeForm::Values(values)) => !values.entries.is_empty(),
            None => false,
        };
        if is_sound {
            sound.insert(types[at].name.text.as_str());
        }
    }
    types.iter().map(|it| &it.name.text).filter(|name| sound.contains(name.as_str())).cloned().collect()
}

fn add(types: &mut Types, it: declare::Type, reporter: &mut Reporter) {
    let declare::Type { name, doc, form } = it;
    let owner = Owner { name: &name, noun: "type" };
    let mut is_partial = false;
    let shape = match form {
        Some(TypeForm::Newtype(is)) => types.resolve(&is, owner, reporter).map(TypeShape::Newtype),
        Some(TypeForm::Rust { path, is }) => types.resolve(&is, owner, reporter).map(|is| TypeShape::Rust { path, is }),
        Some(TypeForm::Values(values)) => {
            is_partial = values.incomplete;
            let variant = |value: Name| ValueDef { variant: value.text.to_upper_camel_case(), value };
            Some(TypeShape::Enumeration(values.entries.into_iter().map(variant).collect()))
        }
        Some(TypeForm::Fields(fields)) => {
            let (fields, lost) = fields::lower(fields, owner, types, reporter);
            is_partial = !lost.is_empty();
            Some(TypeShape::Record(fields))
        }
        None => None,
    };
    let Some(shape) = shape else {
        return;
    };
    let parts = shape.parts();
    let holds_json = parts.iter().any(|ty| types.holds_json(ty));
    // A hand-written type that is any JSON may hold floats anywhere; `Json` itself cannot hold an infinity or NaN.
    let is_any_json = holds_json && matches!(shape, TypeShape::Rust { .. });
    let holds_floats = is_any_json || parts.iter().any(|ty| types.holds_floats(ty));
    types.define(TypeDef { name, doc, shape }, Facts { holds_floats, holds_json, is_partial });
}
