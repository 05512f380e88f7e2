//! Reads one table: each key once, with the kind of value that it requires. All other keys are unknown.

use crate::declare::form::with_article;
use crate::declare::{Given, List};
use crate::keys::{self, TableRule};
use crate::model::{Name, Span};
use crate::parse::{Entry, Kind, Table, Value};
use crate::problem::{Code, Problem, Reporter, Spelling, quoted};
use crate::source::Source;

/// The state of a reading.
pub(crate) struct Reading<'a> {
    pub(crate) source: &'a Source,
    pub(crate) reporter: &'a mut Reporter,
}

/// A table that is being read.
pub(crate) struct Reader<'r, 'a> {
    pub(crate) reading: &'r mut Reading<'a>,
    rule: &'static TableRule,
    owner: &'r Name,
    entries: Vec<Entry>,
    /// Keys that are probably present under a misspelt name. That is one mistake: they count as present, but unreadable.
    misspelt: Vec<&'static str>,
}

impl<'r, 'a> Reader<'r, 'a> {
    /// Reports the unknown keys. `owner` is the name that the table declares; problems point to it.
    pub(crate) fn new(reading: &'r mut Reading<'a>, rule: &'static TableRule, owner: &'r Name, table: Table) -> Self {
        let mut entries = table.entries;
        let is_unknown = |entry: &mut Entry| rule.keys.iter().all(|rule| rule.key != entry.key.text);
        let unknown: Vec<Entry> = entries.extract_if(.., is_unknown).collect();
        let mut reader = Self { reading, rule, owner, entries, misspelt: Vec::new() };
        for entry in unknown {
            reader.report_unknown(entry.key);
        }
        reader
    }

    fn report_unknown(&mut self, key: Name) {
        let rule = self.rule;
        let meant = self.reading.reporter.closest(&key.text, rule.keys.iter().map(|rule| rule.key));
        self.misspelt.extend(meant.map(|meant| meant.word));
        let shown = quoted(&key.text);
        let problem = if *rule == keys::FILE_TABLE {
            Problem::new(Code::UnknownKey, key.span, format!("unknown table {shown}")).label("not a table of a catalog")
        } else {
            Problem::new(Code::UnknownKey, key.span, format!("unknown key {shown}"))
                .label(format!("not a key of {}", with_article(rule.noun)))
                .belongs_to(&self.owner.span, rule.noun)
        };
        self.reading.reporter.report(match meant {
            // If the key itself is present too, a fix would declare it twice.
            Some(meant) => problem.suggest(Some(meant), Some(Spelling::Bare).filter(|_| !self.is_there(meant.word))),
            None => problem.help(all_keys(rule)),
        });
    }

    /// The value of a key. Reports a required key that is missing.
    pub(crate) fn value(&mut self, key: &'static str) -> Option<Entry> {
        if let Some(place) = self.entries.iter().position(|entry| entry.key.text == key) {
            return Some(self.entries.remove(place));
        }
        if let Some(rule) = self.rule.keys.iter().find(|rule| rule.key == key && rule.required)
            && !self.has(key)
        {
            let message = if self.rule.noun == keys::CATALOG {
                format!("the catalog has no `{key}`")
            } else {
                format!("{} {} has no `{key}`", self.rule.noun, quoted(&self.owner.text))
            };
            let problem = Problem::new(Code::MissingKey, self.owner.span.clone(), message)
                .label(format!("`{key}` is missing here"))
                .help(format!("add it, for example `{key} = {}`", rule.example));
            self.reading.reporter.report(problem);
        }
        None
    }

    /// Whether the table has a key, possibly misspelt.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.is_there(key) || self.misspelt.contains(&key)
    }

    fn is_there(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key.text == key)
    }

    pub(crate) fn is_misspelt(&self, key: &str) -> bool {
        self.misspelt.contains(&key)
    }

    /// The value of an optional key, read by `read`.
    pub(crate) fn given<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Self, &'static str) -> Option<T>,
    ) -> Given<T> {
        let there = self.has(key);
        match read(self, key) {
            Some(value) => Given::Value(value),
            None if there => Given::Unreadable,
            None => Given::Absent,
        }
    }

    pub(crate) fn string(&mut self, key: &'static str) -> Option<Name> {
        let entry = self.value(key)?;
        match entry.value.kind {
            Kind::String(text) => Some(Name { text, span: entry.value.span }),
            _ => self.wrong_kind(&format!("`{key}`"), "a string", &entry.value),
        }
    }

    /// A text for readers. Reports a blank one.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<String> {
        let string = self.string(key)?;
        if string.text.trim().is_empty() {
            let is_required = self.rule.keys.iter().any(|rule| rule.key == key && rule.required);
            let alternative = if is_required { String::new() } else { format!(", or remove `{key}`") };
            let problem = Problem::new(Code::BadValue, string.span, format!("`{key}` is empty"))
                .label("expected some text")
                .help(format!("write a sentence{alternative}"));
            self.report(problem);
            return None;
        }
        Some(string.text)
    }

    pub(crate) fn boolean(&mut self, key: &'static str) -> Option<bool> {
        let entry = self.value(key)?;
        match entry.value.kind {
            Kind::Boolean(value) => Some(value),
            _ => self.wrong_kind(&format!("`{key}`"), "`true` or `false`", &entry.value),
        }
    }

    pub(crate) fn strings(&mut self, key: &'static str) -> Option<List> {
        let entry = self.value(key)?;
        let Kind::Array(values) = entry.value.kind else {
            let wrong: Option<List> = self.wrong_kind(&format!("`{key}`"), "an array of strings", &entry.value);
            return wrong;
        };
        let mut list = List { span: entry.value.span, entries: Vec::new(), incomplete: false };
        for value in values {
            match value.kind {
                Kind::String(text) => list.entries.push(Name { text, span: value.span }),
                _ => {
                    list.incomplete = true;
                    self.wrong_kind::<()>(&format!("each entry of `{key}`"), "a string", &value);
                }
            }
        }
        Some(list)
    }

    pub(crate) fn table(&mut self, key: &'static str) -> Option<Table> {
        let entry = self.value(key)?;
        match entry.value.kind {
            Kind::Table(table) => Some(table),
            _ => self.wrong_kind(&format!("`{key}`"), "a table", &entry.value),
        }
    }

    pub(crate) fn wrong_kind<T>(&mut self, what: &str, wanted: &str, value: &Value) -> Option<T> {
        let mut problem = wrong_kind(what, wanted, value);
        if self.reading.source.text().get(value.span.clone()).is_some_and(|raw| raw.starts_with("[[")) {
            problem = problem.help("write the header in single brackets");
        }
        if wanted == "an array of strings" && matches!(value.kind, Kind::String(_)) {
            let raw = self.reading.source.text().get(value.span.clone()).unwrap_or("\"..\"");
            if raw.len() <= 100 {
                problem = problem.help(format!("write `[{raw}]`")).write(&format!("[{raw}]"), Spelling::Bare);
            }
        }
        self.report(problem);
        None
    }

    /// Reports a problem inside this table.
    pub(crate) fn report(&mut self, problem: Problem) {
        let problem = problem.belongs_to(&self.owner.span, self.rule.noun);
        self.reading.reporter.report(problem);
    }
}

fn all_keys(rule: &TableRule) -> String {
    let all: Vec<String> = rule.keys.iter().map(|rule| format!("`{}`", rule.key)).collect();
    let noun = if *rule == keys::FILE_TABLE { "tables" } else { "keys" };
    format!("the {noun} are {}", all.join(", "))
}

/// A value of another kind than the key requires.
pub(crate) fn wrong_kind(what: &str, wanted: &str, value: &Value) -> Problem {
    let span: Span = value.span.clone();
    Problem::new(Code::WrongKind, span, format!("{what} must be {wanted}, not {}", value.noun()))
        .label(format!("expected {wanted}"))
}
