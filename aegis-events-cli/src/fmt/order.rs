//! The order of the tables of a catalog.
//!
//! `[catalog]`, types, keys, publishers, subscribers; then each family, followed by its events. Declarations of one kind keep their order, because generated
//! code and pages use it. The tables of one declaration are adjacent, its own table first.

use std::collections::HashMap;

use crate::syntax::{Entry, Table};

/// The sort key of a table: section, family, declaration, part of the declaration. Equal keys keep their order.
type Place = (usize, usize, usize, usize);

/// The sections before the families.
const SECTIONS: [&str; 5] = ["catalog", "types", "keys", "publishers", "subscribers"];
const FAMILIES: &str = "families";
const EVENTS: &str = "events";

/// The tables of one declaration: `[types.A]` and `[types.A.fields]`. There is no blank line between them.
pub(super) fn declaration<'t>(table: &'t Table<'_>) -> Vec<&'t str> {
    let mut path = table.path();
    path.truncate(if path.first() == Some(&EVENTS) { 3 } else { 2 });
    path
}

pub(super) fn order(tables: &mut Vec<Table<'_>>) {
    let places = places(tables);
    let mut placed: Vec<_> = places.into_iter().zip(tables.drain(..)).collect();
    placed.sort_by_key(|(place, _)| *place);
    tables.extend(placed.into_iter().map(|(_, table)| table));
}

fn places(tables: &[Table<'_>]) -> Vec<Place> {
    let families = families(tables);
    // A declaration starts at its own header, if it has one, as for TOML parsers.
    let mut declarations: HashMap<Vec<&str>, usize> = HashMap::new();
    for (at, table) in tables.iter().enumerate() {
        let declaration = declaration(table);
        if table.path().len() == declaration.len() {
            _ = declarations.insert(declaration, at)
        } else {
            _ = declarations.entry(declaration).or_insert(at)
        }
    }
    // Subtables belong to the array element before them, so nothing may come between.
    let has_arrays = tables.iter().any(|table| table.header.as_ref().is_some_and(|header| header.of_array));
    tables
        .iter()
        .map(|table| {
            let path = table.path();
            let declaration = declaration(table);
            let part = usize::from(path.len() > declaration.len() && !has_arrays);
            let declaration = declarations.get(&declaration).copied().unwrap_or(usize::MAX);
            let (section, family) = section(&path, &families);
            (section, family, declaration, part)
        })
        .collect()
}

fn section(path: &[&str], families: &HashMap<&str, usize>) -> (usize, usize) {
    let of_family = |name: &str| families.get(name).copied().unwrap_or(usize::MAX);
    let Some(first) = path.first() else {
        return (0, 0);
    };
    if let Some(section) = SECTIONS.iter().position(|section| section == first) {
        return (section + 1, 0);
    }
    let families_come = SECTIONS.len() + 1;
    match (*first, path.get(1)) {
        // A table for all families keeps its place among them.
        (FAMILIES, None) => (families_come, of_family("")),
        (EVENTS, None) => (families_come, 0),
        // A family comes before its events.
        (FAMILIES, Some(name)) => (families_come, of_family(name)),
        (EVENTS, Some(name)) => (families_come, of_family(name).saturating_add(1)),
        _ => (families_come + 1, 0),
    }
}

/// The families in the order of their declarations, as even numbers from 2; the events of a family follow it.
fn families<'t>(tables: &'t [Table<'_>]) -> HashMap<&'t str, usize> {
    let mut families: HashMap<&str, usize> = HashMap::new();
    let mut add = |name: &'t str| {
        let next = 2 * (families.len() + 1);
        families.entry(name).or_insert(next);
    };
    for table in tables {
        match table.path().as_slice() {
            [] => {
                let of_families = |entry: &&Entry<'_>| entry.key.first().is_some_and(|first| first.name == FAMILIES);
                table
                    .entries
                    .iter()
                    .filter(of_families)
                    .filter_map(|entry| entry.key.get(1))
                    .for_each(|it| add(&it.name));
            }
            [FAMILIES] => {
                add("");
                table.entries.iter().filter_map(|entry| entry.key.first()).for_each(|it| add(&it.name));
            }
            [FAMILIES, name, ..] => add(name),
            _ => {}
        }
    }
    families
}
