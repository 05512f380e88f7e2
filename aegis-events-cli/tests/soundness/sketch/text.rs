//! A sketch as the text of a catalog.

use std::fmt::Write as _;

use aegis_events_catalog::{CheckedCatalog, Source, read};

use super::{EVENTS, Event, FAMILIES, FIELDS, Field, KEYS, Key, Shape, Sketch, Type, VALUES};

impl Sketch {
    /// The catalog; `None` if it is invalid.
    pub(in super::super) fn catalog(&self) -> Option<CheckedCatalog> {
        let reading = read(Source::new("catalog.toml", self.text()));
        (!reading.has_errors()).then_some(reading.catalog)
    }

    fn text(&self) -> String {
        let mut text = format!("[catalog]\nname = \"{}\"\n[publishers.Engine]\n", self.name);
        for (at, shape) in self.types.iter().enumerate() {
            _ = match shape {
                Shape::Newtype(of) => writeln!(text, "[types.T{at}]\nis = \"{}\"", self.spelt(of, at)),
                Shape::Enumeration(_) => {
                    let values: Vec<String> = values(shape).iter().map(|value| format!("\"{value}\"")).collect();
                    writeln!(text, "[types.T{at}]\nvalues = [{}]", values.join(", "))
                }
                Shape::Record(fields) => {
                    writeln!(text, "[types.T{at}.fields]\nalways = \"bool\"\n{}", self.fields(fields, at))
                }
            };
        }
        let mut taken = [false; KEYS.len()];
        let mut keys: Vec<(usize, &Key)> = self.keys.iter().enumerate().filter(|(_, key)| key.is_there).collect();
        keys.retain(|(_, key)| !std::mem::replace(&mut taken[key.name], true));
        for (at, key) in &keys {
            _ = writeln!(text, "[types.Key{at}]\nis = \"{}\"", key.of);
        }
        text.push_str("[keys]\n");
        for (at, key) in &keys {
            _ = writeln!(text, "{} = \"Key{at}\"", KEYS[key.name]);
        }
        self.push_events(&mut text, &keys);
        text
    }

    fn push_events(&self, text: &mut String, keys: &[(usize, &Key)]) {
        for (place, family) in FAMILIES.iter().enumerate() {
            let mut taken = [false; EVENTS.len()];
            let mut events: Vec<&Event> =
                self.events.iter().filter(|event| event.is_there && event.family == place).collect();
            events.retain(|event| !std::mem::replace(&mut taken[event.name], true));
            if events.is_empty() {
                continue;
            }
            _ = writeln!(text, "[families.{family}]\npublished_by = [\"Engine\"]");
            for event in events {
                let was: Vec<String> = event
                    .was
                    .iter()
                    .filter(|name| !std::mem::replace(&mut taken[**name], true))
                    .map(|name| format!("\"{}\"", EVENTS[*name]))
                    .collect();
                let name = EVENTS[event.name];
                _ = writeln!(text, "[events.{family}.{name}]\nwhen = \"always\"\nwas = [{}]", was.join(", "));
                if let Some(days) = event.retention_days {
                    _ = writeln!(text, "retention = \"{days}d\"");
                }
                _ = writeln!(text, "[events.{family}.{name}.fields]\n{}", self.fields(&event.fields, usize::MAX));
                for (at, key) in keys.iter().filter(|(_, key)| event.carries[key.name]) {
                    _ = writeln!(text, "{} = \"Key{at}\"", KEYS[key.name]);
                }
            }
        }
    }

    /// Fields, each name once, present or former.
    fn fields(&self, fields: &[Field], before: usize) -> String {
        let mut taken = [false; FIELDS.len()];
        let mut there: Vec<&Field> = fields.iter().filter(|field| field.is_there).collect();
        there.retain(|field| !std::mem::replace(&mut taken[field.name], true));
        let mut text = String::new();
        for field in there {
            let was: Vec<String> = field
                .was
                .iter()
                .filter(|name| !std::mem::replace(&mut taken[**name], true))
                .map(|name| format!("\"{}\"", FIELDS[*name]))
                .collect();
            let of =
                if field.is_optional { optional(self.spelt(&field.of, before)) } else { self.spelt(&field.of, before) };
            let default = field.default.and_then(|other| self.default(&field.of, before, other));
            let default = default.map(|value| format!(", default = {value}")).unwrap_or_default();
            let name = FIELDS[field.name];
            _ = writeln!(text, "{name} = {{ type = \"{of}\", was = [{}]{default} }}", was.join(", "));
        }
        text
    }

    /// The index of a named type among the earlier ones; `None` if there are none.
    fn place(&self, named: usize, before: usize) -> Option<usize> {
        named.checked_rem(before.min(self.types.len()))
    }

    fn spelt(&self, of: &Type, before: usize) -> String {
        match of {
            Type::Scalar(name) => (*name).to_owned(),
            Type::Named(named) => match self.place(*named, before) {
                Some(place) => format!("T{place}"),
                None => "u16".to_owned(),
            },
            Type::Option(inner) => optional(self.spelt(inner, before)),
            Type::Vec(inner) => format!("Vec<{}>", self.spelt(inner, before)),
            Type::Map(inner) => format!("Map<{}>", self.spelt(inner, before)),
            Type::Pair(a, b) => format!("({}, {})", self.spelt(a, before), self.spelt(b, before)),
        }
    }

    /// One of two values of a type, in TOML.
    fn default(&self, of: &Type, before: usize, other: bool) -> Option<String> {
        let two = |one: &str, two: &str| Some(if other { two } else { one }.to_owned());
        match of {
            Type::Scalar(name) => match *name {
                "bool" => two("true", "false"),
                "f32" | "f64" => two("1.0", "2.5"),
                "String" => two("\"\"", "\"x\""),
                "Uuid" => two("\"01890a5d-ac96-774b-bcce-b302099a8057\"", "\"01890a5d-ac96-774b-bcce-b302099a8058\""),
                "Date" => two("2026-01-31", "2026-02-01"),
                "Timestamp" => two("2026-01-31T12:00:00Z", "2026-01-31T12:00:01Z"),
                "Bytes" => two("\"\"", "\"AAE=\""),
                _ => two("1", "2"),
            },
            Type::Named(named) => {
                let Some(place) = self.place(*named, before) else { return two("1", "2") };
                match &self.types[place] {
                    Shape::Newtype(of) => self.default(of, place, other),
                    shape @ Shape::Enumeration(_) => {
                        let values = values(shape);
                        let value = if other { values.last() } else { values.first() };
                        value.map(|value| format!("\"{value}\""))
                    }
                    // The parser refuses a value that needs more.
                    Shape::Record(_) => Some(format!("{{ always = {other} }}")),
                }
            }
            Type::Option(inner) => self.default(inner, before, other),
            Type::Vec(inner) if other => Some(format!("[{}]", self.default(inner, before, other)?)),
            Type::Vec(_) => Some("[]".to_owned()),
            Type::Map(inner) if other => Some(format!("{{ k = {} }}", self.default(inner, before, other)?)),
            Type::Map(_) => Some("{}".to_owned()),
            Type::Pair(a, b) => {
                Some(format!("[{}, {}]", self.default(a, before, other)?, self.default(b, before, other)?))
            }
        }
    }
}

fn optional(of: String) -> String {
    if of.starts_with("Option<") { of } else { format!("Option<{of}>") }
}

/// The values of an enumeration; `red` is always one.
fn values(shape: &Shape) -> Vec<&'static str> {
    let Shape::Enumeration(values) = shape else { return Vec::new() };
    let there = VALUES.iter().zip(values).filter(|(value, there)| **there || **value == "red");
    there.map(|(value, _)| *value).collect()
}
