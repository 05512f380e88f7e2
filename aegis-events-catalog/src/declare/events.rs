//! Reading `[events.<Family>.<Event>]`.

use hashbrown::HashSet;

use crate::declare::field::fields;
use crate::declare::form::Form;
use crate::declare::section::{self, Found, body, former_names};
use crate::declare::table::{Reader, Reading, wrong_kind};
use crate::declare::{Alias, Event, FamilyEvents, Fields, Owners};
use crate::keys;
use crate::model::Name;
use crate::parse::{Entry, Kind, Table};
use crate::problem::{Spelling, quoted};

/// All events of the section, family by family; and whether some could not be read. A family's own name is not checked here: the families know it or not.
pub(crate) fn events(reading: &mut Reading<'_>, section: Found) -> (Vec<FamilyEvents>, bool) {
    let Some(entry) = section.entry else {
        return (Vec::new(), section.misspelt);
    };
    let Some(table) = section::table(reading, "`events`", entry.value) else {
        return (Vec::new(), true);
    };
    let mut families = Vec::new();
    let mut incomplete = section.misspelt;
    for Entry { key: family, value } in table.entries {
        let Some(table) = section::table(reading, &format!("`events.{}`", family.text), value) else {
            incomplete = true;
            continue;
        };
        let mut events = Vec::new();
        let known: HashSet<String> = table.entries.iter().map(|entry| entry.key.text.clone()).collect();
        for Entry { key: name, value } in table.entries {
            if !Form::UpperCamel.check(&name, "event", Some(Spelling::Bare), reading.reporter) {
                continue;
            }
            let table = body(reading, "event", &name, value);
            events.extend(table.map(|table| event(reading, &family, name, table)));
        }
        incomplete |= events.len() < known.len();
        families.push(FamilyEvents { family, events, known });
    }
    (families, incomplete)
}

fn event(reading: &mut Reading<'_>, family: &Name, name: Name, table: Table) -> Event {
    let mut reader = Reader::new(reading, &keys::EVENT_TABLE, &name, table);
    let when = reader.text(keys::WHEN).unwrap_or_default();
    let published_by = reader.owners();
    let field_table = reader.table(keys::FIELDS);
    let doc = reader.text(keys::DOC);
    let time = reader.string(keys::TIME);
    let aliases = reader.table(keys::KEYS);
    let rust = reader.rust_path(keys::RUST);
    let version = reader.version().unwrap_or(1);
    let retention = reader.duration(keys::RETENTION);
    let was = reader.strings(keys::WAS).map(|list| list.entries).unwrap_or_default();
    let deprecated = reader.text(keys::DEPRECATED);

    let fields = match field_table {
        Some(table) => fields(reading, table, &name, keys::EVENT_TABLE.noun),
        None => Fields::default(),
    };
    let keys = aliases.map(|table| self::aliases(reading, table, &name)).unwrap_or_default();
    let was = former_names(reading, was, "event", Form::UpperCamel);
    Event {
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
    }
}

/// `keys = { key = "path.to.field" }`
fn aliases(reading: &mut Reading<'_>, table: Table, event: &Name) -> Vec<Alias> {
    let mut aliases = Vec::new();
    for Entry { key, value } in table.entries {
        match value.kind {
            Kind::String(text) => aliases.push(Alias { key, path: Name { text, span: value.span } }),
            _ => {
                let problem = wrong_kind(&format!("the field for key {}", quoted(&key.text)), "a string", &value);
                reading.reporter.report(problem.belongs_to(&event.span, "event"));
            }
        }
    }
    aliases
}

impl Reader<'_, '_> {
    /// `published_by`, of an event or a family.
    pub(crate) fn owners(&mut self) -> Owners {
        let there = self.has(keys::PUBLISHED_BY);
        match self.strings(keys::PUBLISHED_BY) {
            Some(list) => Owners::Listed(list),
            None if there => Owners::Unreadable,
            None => Owners::Absent,
        }
    }
}
