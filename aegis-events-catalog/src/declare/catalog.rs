//! Reads the file: its sections, and all declarations except events.

use crate::declare::field::{field_type, fields};
use crate::declare::form::Form;
use crate::declare::section::{Found, body, read};
use crate::declare::table::{Reader, Reading, wrong_kind};
use crate::declare::{Catalog, Family, Key, Publisher, Subscriber, Type, TypeForm, events};
use crate::keys;
use crate::model::Name;
use crate::parse::{Kind, Table, Value};
use crate::problem::{Code, Problem, Reporter, Spelling, quoted};
use crate::source::Source;

/// Reads all declarations.
pub(crate) fn declare(tree: Table, source: &Source, reporter: &mut Reporter) -> Catalog {
    if tree.entries.is_empty() {
        reporter.report(
            Problem::new(Code::EmptyCatalog, 0..0, "the catalog is empty")
                .label("expected declarations")
                .help("begin with `[catalog]` and `name = \"aegis\"`, then declare families and their events"),
        );
        return Catalog::default();
    }
    let mut reading = Reading { source, reporter };
    let file = Name { text: source.path().display().to_string(), span: 0..0 };
    let mut reader = Reader::new(&mut reading, &keys::FILE_TABLE, &file, tree);
    let head = reader.head();
    let [types, keys, publishers, subscribers, families, events] =
        [keys::TYPES, keys::KEYS, keys::PUBLISHERS, keys::SUBSCRIBERS, keys::FAMILIES, keys::EVENTS]
            .map(|section| Found { entry: reader.value(section), misspelt: reader.is_misspelt(section) });

    let reading = &mut reading;
    let (name, doc) = head.map(|(name, table)| catalog(reading, &name, table)).unwrap_or_default();
    Catalog {
        name,
        doc,
        types: read(reading, types, "type", Form::UpperCamel, type_),
        keys: read(reading, keys, "key", Form::Snake, key),
        publishers: read(reading, publishers, "publisher", Form::UpperCamel, publisher),
        subscribers: read(reading, subscribers, "subscriber", Form::UpperCamel, subscriber),
        families: read(reading, families, "family", Form::UpperCamel, family),
        events: events::events(reading, events),
    }
}

impl Reader<'_, '_> {
    /// `[catalog]`: its name in the file, and its table.
    fn head(&mut self) -> Option<(Name, Table)> {
        if !self.has(keys::CATALOG) {
            let problem = Problem::new(Code::MissingKey, 0..0, "the file has no `[catalog]`")
                .label("expected `[catalog]`")
                .help("begin the file with `[catalog]` and, for example, `name = \"aegis\"`");
            self.reading.reporter.report(problem);
            return None;
        }
        let entry = self.value(keys::CATALOG)?;
        match entry.value.kind {
            Kind::Table(table) => Some((entry.key, table)),
            _ => {
                self.reading.reporter.report(wrong_kind("`catalog`", "a table", &entry.value));
                None
            }
        }
    }
}

fn catalog(reading: &mut Reading<'_>, head: &Name, table: Table) -> (String, Option<String>) {
    let mut reader = Reader::new(reading, &keys::CATALOG_TABLE, head, table);
    let name = reader.string(keys::NAME);
    let doc = reader.text(keys::DOC);
    let quoted_word = Some(Spelling::Quoted);
    let name = name.filter(|name| Form::Package.check(name, "catalog", quoted_word, reading.reporter));
    (name.map(|name| name.text).unwrap_or_default(), doc)
}

fn type_(reading: &mut Reading<'_>, name: Name, value: Value) -> Option<Type> {
    let table = body(reading, "type", &name, value)?;
    let mut reader = Reader::new(reading, &keys::TYPE_TABLE, &name, table);
    const FORMS: [&str; 4] = [keys::IS, keys::VALUES, keys::FIELDS, keys::RUST];
    let forms = FORMS.map(|key| reader.has(key) && !reader.is_misspelt(key));
    let is_misspelt = FORMS.iter().any(|key| reader.is_misspelt(key));
    let doc = reader.text(keys::DOC);
    let is = reader.string(keys::IS);
    let values = reader.strings(keys::VALUES);
    let field_table = reader.table(keys::FIELDS);
    let path = reader.rust_path(keys::RUST);

    let is = is.map(|is| field_type(reading, is.text, is.span, Some((&name, "type"))));
    let form = match forms {
        [true, false, false, false] => is.map(TypeForm::Newtype),
        [true, false, false, true] => path.zip(is).map(|(path, is)| TypeForm::Rust { path, is }),
        [false, true, false, false] => {
            // Without some of its entries it would be another enumeration, so it is not kept.
            values.filter(|list| !list.incomplete).map(TypeForm::Values)
        }
        [false, false, true, false] => field_table.map(|table| TypeForm::Fields(fields(reading, table, &name, "type"))),
        _ if is_misspelt => None,
        _ => {
            reading.reporter.report(no_form(&name, forms));
            None
        }
    };
    Some(Type { name, doc, form })
}

/// A type has one of the forms `is`, `values`, `fields`, or `rust` together with `is`.
fn no_form(name: &Name, [is, values, fields, rust]: [bool; 4]) -> Problem {
    let shown = quoted(&name.text);
    let problem = |message: String| Problem::new(Code::TypeForm, name.span.clone(), message);
    if rust && !is && !values && !fields {
        return problem(format!("type {shown} has `rust` without `is`"))
            .label("`is` is missing here")
            .help("add the form in SQL and docs, for example `is = \"Json\"`");
    }
    if !(is || values || fields || rust) {
        return problem(format!("type {shown} has no definition"))
            .label("`is`, `values` or `fields` is missing here")
            .help(
                "add `is = \"Uuid\"` for a newtype, `values = [..]` for an enumeration, `fields = {..}` for a record",
            );
    }
    let forms = [(is, keys::IS), (values, keys::VALUES), (fields, keys::FIELDS), (rust, keys::RUST)];
    let there: Vec<String> = forms.iter().filter(|(there, _)| *there).map(|(_, key)| format!("`{key}`")).collect();
    problem(format!("type {shown} has several definitions"))
        .label(format!("has {}", there.join(" and ")))
        .help("keep one of `is`, `values` and `fields`; only `rust` can be combined, with `is`")
}

fn key(reading: &mut Reading<'_>, name: Name, value: Value) -> Option<Key> {
    match value.kind {
        Kind::String(text) => {
            let ty = field_type(reading, text, value.span, Some((&name, "key")));
            Some(Key { name, ty })
        }
        _ => {
            reading.reporter.report(wrong_kind(&format!("key {}", quoted(&name.text)), "the name of a type", &value));
            None
        }
    }
}

fn publisher(reading: &mut Reading<'_>, name: Name, value: Value) -> Option<Publisher> {
    let table = body(reading, "publisher", &name, value)?;
    let mut reader = Reader::new(reading, &keys::PUBLISHER_TABLE, &name, table);
    let doc = reader.text(keys::DOC);
    Some(Publisher { name, doc })
}

fn subscriber(reading: &mut Reading<'_>, name: Name, value: Value) -> Option<Subscriber> {
    let table = body(reading, "subscriber", &name, value)?;
    let mut reader = Reader::new(reading, &keys::SUBSCRIBER_TABLE, &name, table);
    let consumes = reader.strings(keys::CONSUMES);
    let delivery = reader.delivery().unwrap_or_default();
    let doc = reader.text(keys::DOC);
    Some(Subscriber { name, consumes, delivery, doc })
}

fn family(reading: &mut Reading<'_>, name: Name, value: Value) -> Option<Family> {
    let table = body(reading, "family", &name, value)?;
    let mut reader = Reader::new(reading, &keys::FAMILY_TABLE, &name, table);
    let doc = reader.text(keys::DOC);
    let published_by = reader.given(keys::PUBLISHED_BY, Reader::strings);
    let enum_name = reader.string(keys::ENUM);
    let retention = reader.duration(keys::RETENTION);
    let quoted_word = Some(Spelling::Quoted);
    let enum_name = enum_name.filter(|name| Form::UpperCamel.check(name, "enum", quoted_word, reading.reporter));
    Some(Family { name, doc, published_by, enum_name, retention })
}
