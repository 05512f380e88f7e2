//! One comparison, section by section. Each section adds its changes in the order of the catalog.

mod event;
mod family;
mod fields;
mod former;
mod keys;
mod payload;
mod publishers;
mod subscribers;
mod types;
mod users;

use super::change::{Change, Draft};
use super::json::{Reader, Reads, Relation};
use super::pairs::Pairs;
use super::rule::Rule;
use super::spell;
use crate::keys as words;
use crate::model::{CheckedCatalog, FieldType, Name, TypeShape};
use users::Users;

/// All changes.
pub(super) fn compare(old: &CheckedCatalog, new: &CheckedCatalog) -> Vec<Change> {
    let pairs = Pairs::of(old, new);
    let users = Users::of(new);
    let mut compare = Compare { old, new, pairs, users, changed_types: Vec::new(), changes: Vec::new() };
    compare.catalog();
    compare.types();
    compare.keys();
    compare.publishers();
    compare.subscribers();
    compare.families();
    compare.changes
}

/// The state that all sections share, and the changes found so far.
struct Compare<'a> {
    old: &'a CheckedCatalog,
    new: &'a CheckedCatalog,
    pairs: Pairs,
    users: Users,
    /// Whether each new type has changed, apart from its `doc`. Filled by the section of types.
    changed_types: Vec<bool>,
    changes: Vec<Change>,
}

/// An item of both catalogs: its name in changes, and its places.
#[derive(Clone, Copy)]
struct Both<'i> {
    item: &'i str,
    old: &'i Name,
    new: &'i Name,
}

impl Both<'_> {
    /// A change of the whole item.
    fn draft(&self, rule: Rule, message: impl AsRef<str>) -> Draft {
        Draft::new(rule, self.item, message).old(&self.old.span).new_at(&self.new.span)
    }
}

impl Compare<'_> {
    fn add(&mut self, draft: Draft) {
        self.changes.push(draft.finish(&self.old.source, &self.new.source));
    }

    fn catalog(&mut self) {
        let (old, new) = (self.old, self.new);
        if old.name != new.name {
            let message = format!("the catalog was renamed from `{}` to `{}`", old.name, new.name);
            let draft = Draft::new(Rule::CatalogRenamed, words::CATALOG, message).was(&old.name).is(&new.name);
            self.add(draft);
        }
        if old.doc != new.doc {
            let draft = Draft::new(Rule::DocChanged, words::CATALOG, "the `doc` of the catalog has changed");
            self.add(with_texts(draft, old.doc(), new.doc()));
        }
    }

    /// Reports a new name. `was` is how the message names the old item.
    fn renamed(&mut self, both: Both<'_>, rule: Rule, was: &str) {
        if both.old.text != both.new.text {
            let message = format!("`{}` was renamed from `{was}`", both.item);
            self.add(both.draft(rule, message).was(&both.old.text).is(&both.new.text));
        }
    }

    fn doc(&mut self, both: Both<'_>, old: Option<&str>, new: Option<&str>) {
        if old != new {
            let draft = both.draft(Rule::DocChanged, format!("the `doc` of `{}` has changed", both.item));
            self.add(with_texts(draft, old, new));
        }
    }

    /// Whether any change but that of a `doc` was added after the first `before` changes.
    fn has_changed_since(&self, before: usize) -> bool {
        self.changes[before..].iter().any(|change| change.rule() != Rule::DocChanged)
    }

    /// Reports a section whose entries have another order.
    fn reordered(&mut self, section: &str) {
        let message = format!("the declarations under `{section}` have another order");
        self.add(Draft::new(Rule::DeclarationsReordered, section, message));
    }

    /// Whether two types are equal, if partners among the types of `[types]` count as equal.
    fn is_same(&self, old: &FieldType, new: &FieldType) -> bool {
        match (old, new) {
            (FieldType::Scalar(old), FieldType::Scalar(new)) => old == new,
            (FieldType::Named(old), FieldType::Named(new)) => self.pairs.types.are_partners(old.0, new.0),
            (FieldType::Option(old), FieldType::Option(new))
            | (FieldType::Vec(old), FieldType::Vec(new))
            | (FieldType::Map(old), FieldType::Map(new)) => self.is_same(old, new),
            (FieldType::Pair(old, old_second), FieldType::Pair(new, new_second)) => {
                self.is_same(old, new) && self.is_same(old_second, new_second)
            }
            _ => false,
        }
    }

    /// The relation of the JSON of two types.
    fn relation(&self, old: &FieldType, new: &FieldType) -> Relation {
        self.read_both_ways(|reader, forwards| if forwards { reader.reads(new, old) } else { reader.reads(old, new) })
    }

    /// The relation of the JSON of two definitions.
    fn relation_of_shapes(&self, old: &TypeShape, new: &TypeShape) -> Relation {
        self.read_both_ways(|reader, forwards| {
            let (is, was) = if forwards { (new, old) } else { (old, new) };
            reader.reads_made_of(is, was)
        })
    }

    fn read_both_ways(&self, mut reads: impl FnMut(&mut Reader<'_>, bool) -> bool) -> Relation {
        let (old, new) = (self.old, self.new);
        let forwards = reads(&mut Reader::new(Reads::Forwards, old, new, &|at| self.pairs.types.old_of(at)), true);
        let backwards = reads(&mut Reader::new(Reads::Backwards, old, new, &|at| self.pairs.types.new_of(at)), false);
        Relation::of(forwards, backwards)
    }
}

/// Adds the old and the new text.
fn with_texts(draft: Draft, old: Option<&str>, new: Option<&str>) -> Draft {
    let draft = match old {
        Some(old) => draft.was(spell::text(old)),
        None => draft,
    };
    match new {
        Some(new) => draft.is(spell::text(new)),
        None => draft,
    }
}
