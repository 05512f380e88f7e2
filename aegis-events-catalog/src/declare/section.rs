//! Reads a section like `[types]`: one declaration per entry, named by its key.

use crate::declare::Section;
use crate::declare::form::Form;
use crate::declare::table::{Reading, wrong_kind};
use crate::model::Name;
use crate::parse::{Entry, Kind, Table, Value};
use crate::problem::{Spelling, quoted};

/// The entry of a section in the file.
pub(crate) struct Found {
    pub(crate) entry: Option<Entry>,
    /// The file has a table whose name is probably a misspelling of this one.
    pub(crate) misspelt: bool,
}

/// Reads each entry with `read`, which receives the well-formed name and the value.
pub(crate) fn read<T>(
    reading: &mut Reading<'_>,
    section: Found,
    noun: &str,
    form: Form,
    read: impl FnMut(&mut Reading<'_>, Name, Value) -> Option<T>,
) -> Section<T> {
    let Some(Entry { key, value }) = section.entry else {
        return Section { unreadable: section.misspelt, ..Section::default() };
    };
    let found = read_entries(reading, || format!("`{}`", key.text), value, noun, form, read);
    Section { unreadable: section.misspelt || found.unreadable, ..found }
}

/// The same for any table of declarations. `what` is its name in problems: "`events.Volume`".
pub(crate) fn read_entries<T>(
    reading: &mut Reading<'_>,
    what: impl FnOnce() -> String,
    value: Value,
    noun: &str,
    form: Form,
    mut read: impl FnMut(&mut Reading<'_>, Name, Value) -> Option<T>,
) -> Section<T> {
    let mut found = Section::default();
    let Some(table) = table(reading, what, value) else {
        found.unreadable = true;
        return found;
    };
    found.items.reserve_exact(table.entries.len());
    for Entry { key, value } in table.entries {
        found.known.insert(key.text.clone());
        if form.check(&key, noun, Some(Spelling::Bare), reading.reporter) {
            found.items.extend(read(reading, key, value));
        } else {
            found.known.extend(form.mend(&key.text));
        }
    }
    found
}

/// The value as a table.
pub(crate) fn table(reading: &mut Reading<'_>, what: impl FnOnce() -> String, value: Value) -> Option<Table> {
    match value.kind {
        Kind::Table(table) => Some(table),
        _ => {
            reading.reporter.report(wrong_kind(&what(), "a table", &value));
            None
        }
    }
}

/// The value of a declaration as a table: "event `VolumeCreated`".
pub(crate) fn body(reading: &mut Reading<'_>, noun: &str, name: &Name, value: Value) -> Option<Table> {
    table(reading, || format!("{noun} {}", quoted(&name.text)), value)
}

/// Drops and reports former names that are not well-formed.
pub(crate) fn former_names(reading: &mut Reading<'_>, names: Vec<Name>, noun: &str, form: Form) -> Vec<Name> {
    names.into_iter().filter(|name| form.check(name, noun, None, reading.reporter)).collect()
}
