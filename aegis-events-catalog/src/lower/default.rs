//! Defaults: from a TOML value to JSON text that decodes as the type of the field.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use uuid::Uuid;

use super::types::Types;
use crate::model::{FieldDef, FieldType, Scalar, TypeIndex, TypeShape, ValueDef};
use crate::parse::{Kind, Table, Value};
use crate::problem::{Code, Problem, Reporter, Spelling, quoted};

/// The JSON text of a value of a type. `Ok(None)` if the type is not sound, which is reported elsewhere.
pub(crate) fn json(
    value: &Value,
    ty: &FieldType,
    types: &Types,
    reporter: &Reporter,
) -> Result<Option<String>, Problem> {
    /// Records fill in the defaults of their fields, which may double the text at every level. The value in the file may have any
    /// length.
    const LONGEST_ADDITION: usize = 4 * 1024;

    let longest = LONGEST_ADDITION + 8 * value.span.len();
    let mut writer = Writer { types, reporter, json: String::new(), sound: true, longest };
    writer.value(value, ty)?;
    Ok(writer.sound.then_some(writer.json))
}

struct Writer<'a> {
    types: &'a Types,
    reporter: &'a Reporter,
    json: String,
    sound: bool,
    longest: usize,
}

type Written = Result<(), Problem>;

impl Writer<'_> {
    fn value(&mut self, value: &Value, ty: &FieldType) -> Written {
        match ty {
            FieldType::Scalar(scalar) => self.scalar(value, *scalar),
            FieldType::Named(index) => self.named(value, *index),
            FieldType::Option(inner) => self.value(value, inner),
            FieldType::Vec(inner) => match &value.kind {
                Kind::Array(values) => self.array(values.iter().map(|it| (it, &**inner))),
                _ => Err(mismatch(value, "an array")),
            },
            FieldType::Pair(first, second) => match &value.kind {
                Kind::Array(values) if values.len() == 2 => self.array(values.iter().zip([&**first, &**second])),
                Kind::Array(_) => Err(unfit(value, "two values")),
                _ => Err(mismatch(value, "an array of two")),
            },
            FieldType::Map(inner) => match &value.kind {
                Kind::Table(table) => self.map(table, inner),
                _ => Err(mismatch(value, "a table")),
            },
        }
    }

    fn check_length(&self, value: &Value) -> Written {
        if self.json.len() <= self.longest {
            return Ok(());
        }
        let message = "the default is too long, together with the defaults of its records";
        Err(Problem::new(Code::BadDefault, value.span.clone(), message)
            .label(format!("more than {} bytes of JSON", self.longest)))
    }

    fn array<'v>(&mut self, values: impl Iterator<Item = (&'v Value, &'v FieldType)>) -> Written {
        self.json.push('[');
        for (at, (value, ty)) in values.enumerate() {
            self.comma(at);
            self.value(value, ty)?;
        }
        self.json.push(']');
        Ok(())
    }

    fn map(&mut self, table: &Table, ty: &FieldType) -> Written {
        self.json.push('{');
        for (at, entry) in table.entries.iter().enumerate() {
            self.comma(at);
            self.string(&entry.key.text);
            self.json.push(':');
            self.value(&entry.value, ty)?;
        }
        self.json.push('}');
        Ok(())
    }

    fn named(&mut self, value: &Value, index: TypeIndex) -> Written {
        let types = self.types;
        let Some(def) = types.get(index) else {
            self.sound = false;
            return Ok(());
        };
        match &def.shape {
            TypeShape::Newtype(is) | TypeShape::Rust { is, .. } => self.value(value, is),
            TypeShape::Enumeration(values) => self.enumeration(value, &def.name.text, values, types.is_partial(index)),
            TypeShape::Record(fields) => match &value.kind {
                Kind::Table(table) => self.record(value, table, &def.name.text, fields, types.is_partial(index)),
                _ => Err(mismatch(value, &format!("a table, record {}", quoted(&def.name.text)))),
            },
        }
    }

    fn enumeration(&mut self, value: &Value, name: &str, values: &[ValueDef], partial: bool) -> Written {
        let Kind::String(text) = &value.kind else {
            return Err(mismatch(value, &format!("a value of {}", quoted(name))));
        };
        let known = || values.iter().map(|value| value.value.text.as_str());
        let is_known = known().any(|known| known == text);
        if !is_known && !partial {
            let message = format!("{} is not a value of {}", quoted(text), quoted(name));
            let problem = Problem::new(Code::BadDefault, value.span.clone(), message).label("not a value");
            return Err(match self.reporter.closest(text, known()) {
                Some(meant) => problem.suggest(Some(meant), Some(Spelling::Quoted)),
                None => {
                    let first: Vec<String> = known().take(8).map(quoted).collect();
                    let more = if values.len() > 8 { ", …" } else { "" };
                    problem.help(format!("its values are {}{more}", first.join(", ")))
                }
            });
        }
        self.sound &= is_known;
        self.string(text);
        Ok(())
    }

    fn record(&mut self, value: &Value, table: &Table, name: &str, fields: &[FieldDef], partial: bool) -> Written {
        let known = |key: &str| fields.iter().any(|field| field.name.text == key);
        if let Some(entry) = table.entries.iter().find(|entry| !partial && !known(&entry.key.text)) {
            let message = format!("record {} has no field {}", quoted(name), quoted(&entry.key.text));
            let names = fields.iter().map(|field| field.name.text.as_str());
            return Err(Problem::new(Code::BadDefault, entry.key.span.clone(), message)
                .label("unknown field")
                .suggest(self.reporter.closest(&entry.key.text, names), Some(Spelling::Bare)));
        }
        self.sound &= !partial;
        self.json.push('{');
        for (at, field) in fields.iter().enumerate() {
            self.comma(at);
            self.string(&field.name.text);
            self.json.push(':');
            let given = table.entries.iter().find(|entry| entry.key.text == field.name.text);
            match (given, &field.default, &field.ty) {
                (Some(entry), ..) => self.value(&entry.value, &field.ty)?,
                (None, Some(default), _) => {
                    self.json.push_str(default);
                    self.check_length(value)?;
                }
                (None, None, FieldType::Option(_)) => self.json.push_str("null"),
                (None, None, _) => {
                    let field = quoted(&field.name.text);
                    let message = format!("the default has no {field}, which record {} requires", quoted(name));
                    return Err(Problem::new(Code::BadDefault, value.span.clone(), message)
                        .label(format!("{field} is missing here")));
                }
            }
        }
        self.json.push('}');
        Ok(())
    }

    fn scalar(&mut self, value: &Value, scalar: Scalar) -> Written {
        if let Some(range) = scalar.integer_range() {
            return self.integer(value, scalar, range);
        }
        match (scalar, &value.kind) {
            (Scalar::Bool, Kind::Boolean(it)) => self.json.push_str(if *it { "true" } else { "false" }),
            (Scalar::F32, _) => self.float(value, scalar, f32::MAX.into())?,
            (Scalar::F64, _) => self.float(value, scalar, f64::MAX)?,
            (Scalar::String, Kind::String(text)) => self.string(text),
            (Scalar::Uuid, Kind::String(text)) => match Uuid::try_parse(text) {
                Ok(uuid) => self.string(&uuid.hyphenated().to_string()),
                Err(_) => return Err(unfit(value, "a UUID like `\"00000000-0000-0000-0000-000000000000\"`")),
            },
            (Scalar::Timestamp, _) => self.timestamp(value)?,
            (Scalar::Date, _) => self.date(value)?,
            (Scalar::Json, _) => self.any(value)?,
            (Scalar::Bytes, Kind::String(text)) => match STANDARD.decode(text) {
                Ok(_) => self.string(text),
                Err(_) => return Err(unfit(value, "bytes in base64, with padding")),
            },
            (Scalar::Bool, _) => return Err(mismatch(value, "`true` or `false`")),
            (Scalar::Bytes, _) => return Err(mismatch(value, "a string in base64")),
            (Scalar::Uuid, _) => return Err(mismatch(value, "a UUID as a string")),
            _ => return Err(mismatch(value, "a string")),
        }
        Ok(())
    }

    fn integer(&mut self, value: &Value, scalar: Scalar, range: RangeInclusive<i128>) -> Written {
        let Kind::Integer(number) = value.kind else {
            return Err(mismatch(value, "an integer"));
        };
        match number.filter(|number| range.contains(number)) {
            Some(number) => _ = write!(self.json, "{number}"),
            None => {
                return Err(unfit(value, &format!("{} to {}, the range of `{scalar}`", range.start(), range.end())));
            }
        }
        Ok(())
    }

    fn float(&mut self, value: &Value, scalar: Scalar, greatest: f64) -> Written {
        let number = match value.kind {
            Kind::Float(number) => number,
            // The nearest float is close enough to an integer of a catalog.
            Kind::Integer(Some(number)) => number as f64,
            _ => return Err(mismatch(value, "a number")),
        };
        if !(number.is_finite() && number.abs() <= greatest) {
            return Err(unfit(value, &format!("a finite number within `{scalar}`")));
        }
        self.number(number);
        Ok(())
    }

    fn timestamp(&mut self, value: &Value) -> Written {
        let text = match &value.kind {
            Kind::String(text) | Kind::Datetime(text) => text,
            _ => return Err(mismatch(value, "a time")),
        };
        match DateTime::parse_from_rfc3339(text) {
            Ok(time) => {
                let utc = time.with_timezone(&Utc);
                self.string(&utc.to_rfc3339_opts(SecondsFormat::AutoSi, true));
                Ok(())
            }
            Err(_) => Err(unfit(value, "a date, a time and an offset, like `2026-01-31T12:00:00Z`")),
        }
    }

    fn date(&mut self, value: &Value) -> Written {
        let text = match &value.kind {
            Kind::String(text) | Kind::Datetime(text) => text,
            _ => return Err(mismatch(value, "a date")),
        };
        match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            Ok(date) => {
                self.string(&date.format("%Y-%m-%d").to_string());
                Ok(())
            }
            Err(_) => Err(unfit(value, "a date without a time, like `2026-01-31`")),
        }
    }

    /// Any value as JSON. Dates and times become strings.
    fn any(&mut self, value: &Value) -> Written {
        match &value.kind {
            Kind::String(text) => self.string(text),
            Kind::Integer(Some(number)) if i64::try_from(*number).is_ok() => _ = write!(self.json, "{number}"),
            Kind::Integer(_) => return Err(unfit(value, "an integer that fits `i64`")),
            Kind::Float(number) if number.is_finite() => self.number(*number),
            Kind::Float(_) => return Err(unfit(value, "a finite number")),
            Kind::Boolean(it) => self.json.push_str(if *it { "true" } else { "false" }),
            Kind::Datetime(text) => self.string(text),
            Kind::Array(values) => {
                self.array(values.iter().map(|it| (it, &FieldType::Scalar(Scalar::Json))))?;
            }
            Kind::Table(table) => self.map(table, &FieldType::Scalar(Scalar::Json))?,
        }
        Ok(())
    }

    fn comma(&mut self, at: usize) {
        if at > 0 {
            self.json.push(',');
        }
    }

    fn string(&mut self, text: &str) {
        _ = write!(self.json, "{}", serde_json::Value::from(text));
    }

    fn number(&mut self, number: f64) {
        _ = write!(self.json, "{}", serde_json::Value::from(number));
    }
}

/// The value has another kind than its type.
fn mismatch(value: &Value, wanted: &str) -> Problem {
    Problem::new(Code::BadDefault, value.span.clone(), "the default has another type than its field")
        .label(format!("expected {wanted}; this is {}", value.noun()))
}

/// The value has the right kind, but the type cannot hold it.
fn unfit(value: &Value, wanted: &str) -> Problem {
    Problem::new(Code::BadDefault, value.span.clone(), "the default does not fit the type of its field")
        .label(format!("expected {wanted}"))
}
