//! One section of a document: its known keys, their rules, and every problem.

use super::document::{Content, Document, Entry, Node};
use super::{ConfigError, ConfigProblem};

/// How similar a misspelled key must be to a known one to be taken for it: 0.7 finds swapped, missing and doubled letters.
const SIMILAR: f64 = 0.7;

/// A section that is being read. Problems are collected; [`finish`](Self::finish) must be called.
pub(super) struct Section<'a> {
    document: &'a Document,
    name: &'static str,
    entries: &'a [Entry],
    problems: Vec<ConfigProblem>,
}

/// What a value may be.
pub(crate) struct Rule {
    allowed: String,
    shape: Shape,
}

enum Shape {
    Integer { min: usize, max: usize },
    Name { max_len: usize },
}

/// A value that breaks its rule.
pub(crate) struct Bad {
    problem: String,
    allowed: String,
}

impl Rule {
    /// A whole number of something.
    pub(crate) fn integer(min: usize, max: usize, of: &str) -> Self {
        Self {
            allowed: format!("a whole number from {min} to {max}, without quotes: the {of}"),
            shape: Shape::Integer { min, max },
        }
    }

    /// A name that is safe in paths, subjects and logs.
    pub(crate) fn name(max_len: usize) -> Self {
        Self {
            allowed: format!("1 to {max_len} characters out of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`"),
            shape: Shape::Name { max_len },
        }
    }

    pub(crate) fn check_integer(&self, text: &str) -> Result<usize, Bad> {
        let Shape::Integer { min, max } = self.shape else { return Err(self.bad("is not a number".into())) };
        match text.parse() {
            Ok(value) if (min..=max).contains(&value) => Ok(value),
            _ => Err(self.bad(format!("is {}", shortened(text)))),
        }
    }

    pub(crate) fn check_text(&self, text: &str) -> Result<String, Bad> {
        let Shape::Name { max_len } = self.shape else { return Err(self.bad("is not a name".into())) };
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if text.is_empty() {
            Err(self.bad("is empty".into()))
        } else if text.len() > max_len {
            Err(self.bad(format!("is {} characters long", text.chars().count())))
        } else if let Some(other) = text.chars().find(|&c| !fits(c)) {
            Err(self.bad(format!("is {text:?}, with {other:?} in it")))
        } else {
            Ok(text.into())
        }
    }

    fn bad(&self, problem: String) -> Bad {
        Bad { problem, allowed: self.allowed.clone() }
    }
}

impl Bad {
    pub(crate) fn at(self, file: Option<String>, line: Option<usize>, key: String) -> ConfigError {
        ConfigError::Invalid { problems: vec![self.problem(file, line, key)] }
    }

    fn problem(self, file: Option<String>, line: Option<usize>, key: String) -> ConfigProblem {
        ConfigProblem { file, line, key, problem: self.problem, allowed: self.allowed }
    }
}

impl<'a> Section<'a> {
    /// The section of a name, which knows some keys. A missing or empty one has no entries.
    pub(super) fn of(document: &'a Document, name: &'static str, keys: &[&'static str]) -> Self {
        let mut section = Self { document, name, entries: &[], problems: Vec::new() };
        let mut found: Option<&Entry> = None;
        for entry in document.sections.iter().filter(|entry| entry.key == name) {
            if let Some(first) = found {
                section.report(entry.line, name.into(), twice(first), "the section once".into());
                continue;
            }
            found = Some(entry);
            match &entry.value.content {
                Content::Mapping(entries) => section.entries = entries,
                Content::Null => {}
                other => {
                    section.report(
                        entry.line,
                        name.into(),
                        format!("is {}", other.describe()),
                        one_of(keys, "a section with "),
                    );
                }
            }
        }
        section.check_keys(keys);
        section
    }

    fn check_keys(&mut self, keys: &[&'static str]) {
        for (place, entry) in self.entries.iter().enumerate() {
            let key = format!("{}.{}", self.name, entry.key);
            if !keys.contains(&entry.key.as_str()) {
                let near = keys.iter().map(|known| (strsim::jaro_winkler(known, &entry.key), known));
                let near = near.filter(|(score, _)| *score >= SIMILAR).max_by(|a, b| a.0.total_cmp(&b.0));
                let problem = match near {
                    Some((_, known)) => format!("is not a key: did you mean `{known}`?"),
                    None => "is not a key".into(),
                };
                self.report(entry.line, key, problem, one_of(keys, ""));
            } else if let Some(first) = self.entries[..place].iter().find(|other| other.key == entry.key) {
                self.report(entry.line, key, twice(first), "each key once".into());
            }
        }
    }

    pub(super) fn integer(&mut self, key: &'static str, rule: &Rule) -> Option<usize> {
        self.value(key, |node| match &node.content {
            Content::Plain(text) => rule.check_integer(text),
            other => Err(rule.bad(format!("is {}", other.describe()))),
        })
    }

    pub(super) fn text(&mut self, key: &'static str, rule: &Rule) -> Option<String> {
        self.value(key, |node| match &node.content {
            Content::Plain(text) | Content::Quoted(text) => rule.check_text(text),
            other => Err(rule.bad(format!("is {}", other.describe()))),
        })
    }

    fn value<T>(&mut self, key: &'static str, check: impl FnOnce(&Node) -> Result<T, Bad>) -> Option<T> {
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        match check(&entry.value) {
            Ok(value) => Some(value),
            Err(bad) => {
                let (file, key) = (self.document.file.clone(), format!("{}.{key}", self.name));
                self.problems.push(bad.problem(Some(file), Some(entry.value.line), key));
                None
            }
        }
    }

    fn report(&mut self, line: usize, key: String, problem: String, allowed: String) {
        let file = Some(self.document.file.clone());
        self.problems.push(ConfigProblem { file, line: Some(line), key, problem, allowed });
    }

    /// All problems, in the file's order.
    pub(super) fn finish(mut self) -> Result<(), ConfigError> {
        if self.problems.is_empty() {
            return Ok(());
        }
        self.problems.sort_by_key(|problem| problem.line);
        Err(ConfigError::Invalid { problems: self.problems })
    }
}

impl Content {
    fn describe(&self) -> String {
        match self {
            Self::Null => "empty".into(),
            Self::Plain(text) => shortened(text),
            Self::Quoted(text) => format!("the quoted text {:?}", shortened(text)),
            Self::Mapping(_) | Self::TooDeep => "a mapping".into(),
            Self::Sequence => "a list".into(),
            Self::Alias => "an alias (`*name`), which is not followed".into(),
        }
    }
}

fn twice(first: &Entry) -> String {
    format!("stands here a second time, first in line {}", first.line)
}

fn one_of(keys: &[&str], before: &str) -> String {
    let quoted: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
    format!("{before}{}", quoted.join(", "))
}

/// Enough of a value to recognize it by.
fn shortened(text: &str) -> String {
    const MAX_CHARS: usize = 40;
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into(),
    }
}
