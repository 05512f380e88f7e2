//! Changes of former names: of the events of a family, and of the fields of a record.

use std::collections::HashMap;

use crate::model::{FieldDef, Name};

/// Something with a name and former names.
pub(super) struct Named<'a> {
    pub(super) name: &'a Name,
    pub(super) was: &'a [Name],
}

impl<'a> Named<'a> {
    /// The fields of a record.
    pub(super) fn all(fields: &'a [FieldDef]) -> Vec<Self> {
        fields.iter().map(|field| Named { name: &field.name, was: &field.was }).collect()
    }
}

/// The change of a former name. Places are those of the two lists.
pub(super) enum FormerNameChange<'a> {
    /// It was added.
    Added { new: usize, name: &'a Name },
    /// It was removed, and nothing else has it.
    Removed { new: usize, name: &'a Name },
    /// Another item has it, as its name or as a former one.
    Moved { old: usize, holder: usize, name: &'a Name },
}

/// The changes of all former names, in the order of the old list, then of the new one. `successor` returns the item that rows of
/// an old item are read as now: its partner, or the item that has taken it over.
pub(super) fn former_name_changes<'a>(
    old: &[Named<'a>],
    new: &[Named<'a>],
    successor: impl Fn(usize) -> Option<usize>,
) -> Vec<FormerNameChange<'a>> {
    let mut changes = Vec::new();
    if old.iter().chain(new).all(|it| it.was.is_empty()) {
        return changes;
    }
    let holders = holders(new);
    for (at, it) in old.iter().enumerate() {
        for name in it.was {
            match (holders.get(name.text.as_str()), successor(at)) {
                (Some(holder), Some(successor)) if *holder == successor => {}
                (Some(holder), _) => changes.push(FormerNameChange::Moved { old: at, holder: *holder, name }),
                (None, Some(new)) => changes.push(FormerNameChange::Removed { new, name }),
                // It is gone together with its item.
                (None, None) => {}
            }
        }
    }
    let known = self::holders(old);
    for (at, it) in new.iter().enumerate() {
        let unknown = it.was.iter().filter(|name| !known.contains_key(name.text.as_str()));
        changes.extend(unknown.map(|name| FormerNameChange::Added { new: at, name }));
    }
    changes
}

/// The item of each name, present or former.
fn holders<'a>(list: &[Named<'a>]) -> HashMap<&'a str, usize> {
    let names = |it: &Named<'a>| std::iter::once(it.name).chain(it.was).map(|name| name.text.as_str());
    list.iter().enumerate().flat_map(|(at, it)| names(it).map(move |name| (name, at))).collect()
}
