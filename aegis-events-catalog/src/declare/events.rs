//! Reads `[events.<Family>.<Event>]`.

use crate::declare::field::fields;
use crate::declare::form::Form;
use crate::declare::section::{Found, body, former_names, read_entries, table};
use crate::declare::table::{Reader, Reading, wrong_kind};
use crate::declare::{Alias, Aliases, Event, FamilyEvents, Fields, Given, Lost, Section};
use crate::keys;
use crate::model::Name;
use crate::parse::{Entry, Kind, Table, Value};
use crate::problem::quoted;

/// All events of the section, family by family. The names of the families are not checked here.
pub(crate) fn events(reading: &mut Reading<'_>, section: Found) -> Section<FamilyEvents> {
    let mut families = Section { unreadable: section.misspelt, ..Section::default() };
    let Some(entry) = section.entry else {
        return families;
    };
    let Some(table) = table(reading, || "`events`".to_owned(), entry.value) else {
        families.unreadable = true;
        return families;
    };
    for Entry { key: family, value } in table.entries {
        families.known.insert(family.text.clone());
        let what = || format!("`events.{}`", family.text);
        let read = |reading: &mut Reading<'_>, name, value| event(reading, &family, name, value);
        let events = read_entries(reading, what, value, "event", Form::UpperCamel, read);
        families.items.push(FamilyEvents { family, events });
    }
    families
}

fn event(reading: &mut Reading<'_>, family: &Name, name: Name, value: Value) -> Option<Event> {
    let table = body(reading, "event", &name, value)?;
    let mut reader = Reader::new(reading, &keys::EVENT_TABLE, &name, table);
    let when = reader.text(keys::WHEN).unwrap_or_default();
    let published_by = reader.given(keys::PUBLISHED_BY, Reader::strings);
    let field_table = reader.given(keys::FIELDS, Reader::table);
    let doc = reader.text(keys::DOC);
    let time = reader.given(keys::TIME, Reader::string);
    let aliases = reader.given(keys::KEYS, Reader::table);
    let rust = reader.rust_path(keys::RUST);
    let version = reader.version().unwrap_or(1);
    let retention = reader.duration(keys::RETENTION);
    let was = reader.strings(keys::WAS).map(|list| list.entries).unwrap_or_default();
    let deprecated = reader.text(keys::DEPRECATED);

    let fields = match field_table {
        Given::Value(table) => fields(reading, table, &name, keys::EVENT_TABLE.noun),
        Given::Unreadable => Fields { lost: Lost { everything: true, ..Lost::default() }, ..Fields::default() },
        Given::Absent => Fields::default(),
    };
    let keys = aliases.map(|table| self::aliases(reading, table, &name));
    let was = former_names(reading, was, "event", Form::UpperCamel);
    Some(Event {
        family: family.clone(),
        name,
        when,
        doc,
        published_by,
        fields,
        time,
        keys,
        rust,
        version,
        retention,
        was,
        deprecated,
    })
}

/// `keys = { key = "path.to.field" }`
fn aliases(reading: &mut Reading<'_>, table: Table, event: &Name) -> Aliases {
    let mut aliases = Aliases { entries: Vec::new(), incomplete: false };
    for Entry { key, value } in table.entries {
        match value.kind {
            Kind::String(text) => aliases.entries.push(Alias { key, path: Name { text, span: value.span } }),
            _ => {
                aliases.incomplete = true;
                let problem = wrong_kind(&format!("the field for key {}", quoted(&key.text)), "a string", &value);
                reading.reporter.report(problem.belongs_to(&event.span, "event"));
            }
        }
    }
    aliases
}
