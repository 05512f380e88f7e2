//! Reads the fields of events and of records.

use crate::declare::form::Form;
use crate::declare::section::former_names;
use crate::declare::table::{Reader, Reading, wrong_kind};
use crate::declare::{Field, FieldType, Fields, TypeExpr};
use crate::keys;
use crate::model::{Name, Span};
use crate::parse::{Entry, Kind, Table, Value};
use crate::problem::{Spelling, quoted};

/// Reads the fields of `owner`, an "event" for example, as `noun` says.
pub(crate) fn fields(reading: &mut Reading<'_>, table: Table, owner: &Name, noun: &str) -> Fields {
    let mut fields = Fields { sound: Vec::with_capacity(table.entries.len()), ..Fields::default() };
    for Entry { key: name, value } in table.entries {
        if !Form::Snake.check(&name, "field", Some(Spelling::Bare), reading.reporter) {
            fields.lost.names.extend(Form::Snake.mend(&name.text));
            fields.lost.names.insert(name.text);
            continue;
        }
        match field(reading, name, value, owner, noun) {
            Ok(field) => fields.sound.push(field),
            Err(name) => _ = fields.lost.names.insert(name.text),
        }
    }
    fields
}

/// Returns the name if the field cannot be read, which is reported.
fn field(reading: &mut Reading<'_>, name: Name, value: Value, owner: &Name, noun: &str) -> Result<Field, Name> {
    match value.kind {
        Kind::String(text) => {
            let ty = field_type(reading, text, value.span, Some((owner, noun)));
            Ok(Field { name, ty, doc: None, default: None, was: Vec::new(), sensitive: false })
        }
        Kind::Table(table) => long_form(reading, name, table),
        _ => {
            let problem =
                wrong_kind(&format!("field {}", quoted(&name.text)), "a type, as a string or a table", &value);
            reading.reporter.report(problem.belongs_to(&owner.span, noun));
            Err(name)
        }
    }
}

fn long_form(reading: &mut Reading<'_>, name: Name, table: Table) -> Result<Field, Name> {
    let mut reader = Reader::new(reading, &keys::FIELD_TABLE, &name, table);
    let ty = reader.string(keys::TYPE);
    let doc = reader.text(keys::DOC);
    let default: Option<Value> = reader.value(keys::DEFAULT).map(|entry| entry.value);
    let was = reader.strings(keys::WAS).map(|list| list.entries).unwrap_or_default();
    let sensitive = reader.boolean(keys::SENSITIVE).unwrap_or(false);
    let was = former_names(reading, was, "field", Form::Snake);
    match ty.map(|ty| field_type(reading, ty.text, ty.span, None)) {
        Some(ty) => Ok(Field { name, ty, doc, default, was, sensitive }),
        None => Err(name),
    }
}

/// Parses a type. If it is ill-formed, the field is kept without it, so that its name stays known.
pub(crate) fn field_type(
    reading: &mut Reading<'_>,
    text: String,
    span: Span,
    owner: Option<(&Name, &str)>,
) -> FieldType {
    let text_start = Value::text_start(&text, &span, reading.source);
    let expr = match TypeExpr::parse(&text, &span, text_start) {
        Ok(expr) => Some(expr),
        Err(problem) => {
            let problem = match owner {
                Some((owner, noun)) => problem.belongs_to(&owner.span, noun),
                None => problem,
            };
            reading.reporter.report(problem);
            None
        }
    };
    FieldType { text, span, expr }
}
