//! One comparison, section by section: each section adds its changes in the catalog's order.

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

/// Everything that differs.
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

/// What every section needs, and what they have found.
struct Compare<'a> {
    old: &'a CheckedCatalog,
    new: &'a CheckedCatalog,
    pairs: Pairs,
    users: Users,
    /// By their new places: whether a type has changed, but for its `doc`. Filled by the section of types.
    changed_types: Vec<bool>,
    changes: Vec<Change>,
}

/// An item that is in both catalogs: as it is named, and where it stands.
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
            let message = format!("the catalog `{}` is called `{}` now", old.name, new.name);
            let draft = Draft::new(Rule::CatalogRenamed, words::CATALOG, message).was(&old.name).is(&new.name);
            self.add(draft);
        }
        if old.doc != new.doc {
            let draft = Draft::new(Rule::DocChanged, words::CATALOG, "the catalog is documented otherwise");
            self.add(said_otherwise(draft, old.doc(), new.doc()));
        }
    }

    /// `was` is how the message names the old item.
    fn renamed(&mut self, both: Both<'_>, rule: Rule, was: &str) {
        if both.old.text != both.new.text {
            let message = format!("`{}` was `{was}`", both.item);
            self.add(both.draft(rule, message).was(&both.old.text).is(&both.new.text));
        }
    }

    fn doc(&mut self, both: Both<'_>, old: Option<&str>, new: Option<&str>) {
        if old != new {
            let draft = both.draft(Rule::DocChanged, format!("`{}` is documented otherwise", both.item));
            self.add(said_otherwise(draft, old, new));
        }
    }

    /// Whether anything but words has changed since there were so many changes.
    fn has_changed_since(&self, before: usize) -> bool {
        self.changes[before..].iter().any(|change| change.rule() != Rule::DocChanged)
    }

    /// Reports a section whose entries come in another order.
    fn reordered(&mut self, section: &str) {
        let message = format!("what is declared under `{section}` comes in another order");
        self.add(Draft::new(Rule::DeclarationsReordered, section, message));
    }

    /// Whether two types are written alike, with types of `[types]` under their present names.
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

    /// How the JSON of two types differs.
    fn relation(&self, old: &FieldType, new: &FieldType) -> Relation {
        self.read_both_ways(|reader, forwards| if forwards { reader.reads(new, old) } else { reader.reads(old, new) })
    }

    /// How the JSON of what two types are made of differs.
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

/// Adds what was said and what is said now.
fn said_otherwise(draft: Draft, old: Option<&str>, new: Option<&str>) -> Draft {
    let draft = match old {
        Some(old) => draft.was(spell::text(old)),
        None => draft,
    };
    match new {
        Some(new) => draft.is(spell::text(new)),
        None => draft,
    }
}
