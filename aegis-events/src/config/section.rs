//! Sections that are being read: their known keys, what the file and the environment say of them, and every problem.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use aegis_events_suggest::{closest, shortened};

use super::document::{Content, Document, Entry};
use super::rule::{Bad, Rule};
use super::secret;
use super::variables::Variables;
use super::{ConfigError, ConfigProblem};

/// A section's own side: its keys, and what they make.
pub(crate) trait FromSection: Sized {
    /// The section's name.
    const NAME: &'static str;
    /// What it is about, in a sentence.
    const ABOUT: &'static str;
    /// Its keys, in the order of the reference page.
    const KEYS: &'static [Key];

    /// Reads every key. What is missing or bad keeps its default.
    fn read(section: &mut Section<'_, '_>) -> Self;
}

/// A key of a section: what the reader, the messages, the reference page and the example know of it.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) rule: fn() -> Rule,
    /// As it would stand in the file; empty for none.
    pub(crate) default: &'static str,
}

/// A document and an environment that are being read. Problems are collected; [`finish`](Self::finish) must be called.
pub(super) struct Reader<'a> {
    document: &'a Document,
    variables: &'a Variables,
    problems: Vec<ConfigProblem>,
    warnings: Vec<String>,
}

/// One section that is being read.
pub(crate) struct Section<'r, 'a> {
    reader: &'r mut Reader<'a>,
    name: &'static str,
    keys: &'static [Key],
    entries: &'a [Entry],
}

/// Where a secret is.
pub(crate) enum Secret {
    Here(String),
    InFile(PathBuf),
}

/// Where a value is looked for.
#[derive(Debug, Clone, Copy)]
enum Source {
    Variable,
    File,
}

impl<'a> Reader<'a> {
    pub(super) fn new(document: &'a Document, variables: &'a Variables) -> Self {
        Self { document, variables, problems: Vec::new(), warnings: Vec::new() }
    }

    /// Reads a section. A missing or empty one has no entries.
    pub(super) fn section<S: FromSection>(&mut self) -> S {
        let document = self.document;
        let mut section = Section { reader: self, name: S::NAME, keys: S::KEYS, entries: &[] };
        let mut found: Option<&Entry> = None;
        for entry in document.sections.iter().filter(|entry| entry.key == S::NAME) {
            if let Some(first) = found {
                section.report(entry.line, S::NAME.into(), twice(first), "the section once".into());
                continue;
            }
            found = Some(entry);
            match &entry.value.content {
                Content::Mapping(entries) => section.entries = entries,
                Content::Null => {}
                other => {
                    let allowed = section.one_of_keys("a section with ");
                    let is_text = matches!(other, Content::Plain(_) | Content::Quoted(_));
                    let hides = section.keys.iter().any(|key| (key.rule)().is_secret());
                    // It may be the secret, in the wrong place.
                    let found = if is_text && hides { "a text".into() } else { other.describe() };
                    section.report(entry.line, S::NAME.into(), format!("is {found}"), allowed);
                }
            }
        }
        section.check_keys();
        section.check_variables();
        S::read(&mut section)
    }

    /// All problems, in the file's order, or else what is worth a warning.
    pub(super) fn finish(mut self) -> Result<Vec<String>, ConfigError> {
        if self.problems.is_empty() {
            return Ok(self.warnings);
        }
        self.problems.sort_by_key(|problem| (problem.line.is_none(), problem.line));
        Err(ConfigError::Invalid { problems: self.problems })
    }
}

#[cfg_attr(
    not(all(feature = "audit", feature = "grpc", feature = "metrics")),
    allow(dead_code, reason = "sections that are left out by features use their own part")
)]
impl Section<'_, '_> {
    pub(crate) fn boolean(&mut self, key: &'static str) -> Option<bool> {
        self.value(key, |rule, content| rule.read_boolean(content.plain(rule)?))
    }

    pub(crate) fn integer(&mut self, key: &'static str) -> Option<usize> {
        self.value(key, |rule, content| rule.read_integer(content.plain(rule)?))
    }

    pub(crate) fn duration(&mut self, key: &'static str) -> Option<Duration> {
        self.value(key, |rule, content| rule.read_duration(content.text(rule)?))
    }

    pub(crate) fn size(&mut self, key: &'static str) -> Option<u64> {
        self.value(key, |rule, content| rule.read_size(content.text(rule)?))
    }

    pub(crate) fn address(&mut self, key: &'static str) -> Option<SocketAddr> {
        self.value(key, |rule, content| rule.read_address(content.text(rule)?))
    }

    pub(crate) fn path(&mut self, key: &'static str) -> Option<PathBuf> {
        self.value(key, |rule, content| rule.read_path(content.text(rule)?))
    }

    pub(crate) fn name(&mut self, key: &'static str) -> Option<String> {
        self.value(key, |rule, content| rule.read_name(content.text(rule)?))
    }

    /// The word's place among those that the rule allows.
    pub(crate) fn choice(&mut self, key: &'static str) -> Option<usize> {
        self.value(key, |rule, content| rule.read_choice(content.text(rule)?))
    }

    /// A list of names; in an environment variable, with commas between them.
    pub(crate) fn names(&mut self, key: &'static str) -> Option<Vec<String>> {
        self.value(key, |rule, content| match content {
            Content::Sequence(items) => items.iter().map(|item| rule.read_name(item.content.text(rule)?)).collect(),
            Content::Listed(text) if text.is_empty() => Ok(Vec::new()),
            Content::Listed(text) => text.split(',').map(|name| rule.read_name(name.trim())).collect(),
            other => Err(other.is_wrong(rule)),
        })
    }

    /// A text that nobody may read: under its own key, or in a file that another key names. What the environment gives, either way, is
    /// instead of what the file gives.
    pub(crate) fn secret(&mut self, key: &'static str, file_key: &'static str) -> Option<String> {
        let (source, path) = match self.place_of_secret(key, file_key)? {
            (_, Secret::Here(text)) => return Some(text),
            (source, Secret::InFile(path)) => (source, path),
        };
        let rule = self.rule(file_key);
        let read = secret::read(&path).map_err(|problem| rule.bad(problem)).and_then(|(text, warning)| {
            let checked = self.rule(key).read_secret(&text);
            let checked = checked.map_err(|bad| bad.said(|is| format!("names `{}`, whose text {is}", path.display())));
            checked.map(|text| (text, warning))
        });
        match read {
            Ok((text, warning)) => {
                self.reader.warnings.extend(warning.map(|warning| format!("`{}.{file_key}`: {warning}", self.name)));
                Some(text)
            }
            Err(bad) => {
                self.report_bad(source, file_key, bad);
                None
            }
        }
    }

    /// As [`secret`](Self::secret), for whoever reads the file: it may not be there yet.
    pub(crate) fn unread_secret(&mut self, key: &'static str, file_key: &'static str) -> Option<Secret> {
        self.place_of_secret(key, file_key).map(|(_, secret)| secret)
    }

    /// Two paths of which none is of use without the other.
    pub(crate) fn both_paths(&mut self, one: &'static str, other: &'static str) -> Option<(PathBuf, PathBuf)> {
        let paths = self.path(one).zip(self.path(other));
        for (key, missing) in [(one, other), (other, one)] {
            if let (Some(source), None) = (self.source(key), self.source(missing)) {
                let rule = self.rule(key);
                self.report_bad(source, key, rule.bad(format!("is given without `{missing}`: both must be")));
            }
        }
        paths
    }

    fn place_of_secret(&mut self, key: &'static str, file_key: &'static str) -> Option<(Source, Secret)> {
        let from_variable = self.secret_from(Source::Variable, key, file_key);
        let from_file = self.secret_from(Source::File, key, file_key);
        let from_variable = from_variable.map(|secret| (Source::Variable, secret));
        from_variable.or(from_file.map(|secret| (Source::File, secret)))
    }

    fn secret_from(&mut self, source: Source, key: &'static str, file_key: &'static str) -> Option<Secret> {
        let here = self.value_from(source, key, |rule, content| rule.read_secret(content.text(rule)?));
        let path = self.value_from(source, file_key, |rule, content| {
            let text = content.text(rule)?;
            secret::check_path(text).map_err(|problem| rule.bad(problem))?;
            rule.read_path(text)
        });
        match (here, path) {
            (Some(_), Some(_)) => {
                let rule = self.rule(file_key);
                self.report_bad(
                    source,
                    file_key,
                    rule.bad(format!("is given beside `{key}`: only one of them may be")),
                );
                None
            }
            (Some(text), None) => Some(Secret::Here(text)),
            (None, path) => path.map(Secret::InFile),
        }
    }

    /// The value of the environment, or else that of the file. Both are checked.
    fn value<T>(&mut self, key: &'static str, read: impl Fn(&Rule, &Content) -> Result<T, Bad>) -> Option<T> {
        let from_variable = self.value_from(Source::Variable, key, &read);
        let from_file = self.value_from(Source::File, key, &read);
        from_variable.or(from_file)
    }

    fn value_from<T>(
        &mut self,
        source: Source,
        key: &'static str,
        read: impl Fn(&Rule, &Content) -> Result<T, Bad>,
    ) -> Option<T> {
        let rule = self.rule(key);
        let read = match source {
            Source::File => {
                self.entries.iter().find(|entry| entry.key == key).map(|entry| read(&rule, &entry.value.content))
            }
            Source::Variable => self.reader.variables.get(self.name, key).map(|text| match text {
                Some(text) => read(&rule, &Content::Listed(text.to_owned())),
                None => Err(rule.bad("is not valid UTF-8".into())),
            }),
        };
        match read? {
            Ok(value) => Some(value),
            Err(bad) => {
                self.report_bad(source, key, bad);
                None
            }
        }
    }

    /// Where a key is given, whether its value is good or bad.
    fn source(&self, key: &str) -> Option<Source> {
        let in_variable = self.reader.variables.get(self.name, key).map(|_| Source::Variable);
        in_variable.or_else(|| self.entries.iter().find(|entry| entry.key == key).map(|_| Source::File))
    }

    fn rule(&self, key: &'static str) -> Rule {
        let known = self.keys.iter().find(|known| known.name == key);
        known.map_or_else(
            || unreachable!("`{}` reads `{key}`, which is not among its keys", self.name),
            |key| (key.rule)(),
        )
    }

    fn report_bad(&mut self, source: Source, key: &'static str, bad: Bad) {
        let mut problem = bad.problem(format!("{}.{key}", self.name));
        match source {
            Source::Variable => problem.variable = Some(Variables::name(self.name, key)),
            Source::File => {
                problem.file = Some(self.reader.document.file.clone());
                problem.line = self.entries.iter().find(|entry| entry.key == key).map(|entry| entry.value.line);
            }
        }
        self.reader.problems.push(problem);
    }

    fn check_keys(&mut self) {
        for (place, entry) in self.entries.iter().enumerate() {
            let key = format!("{}.{}", self.name, entry.key);
            if self.keys.iter().all(|known| known.name != entry.key) {
                let (problem, allowed) = (self.not_a_key(&entry.key), self.one_of_keys(""));
                self.report(entry.line, key, problem, allowed);
            } else if let Some(first) = self.entries[..place].iter().find(|other| other.key == entry.key) {
                self.report(entry.line, key, twice(first), "each key once".into());
            }
        }
    }

    fn check_variables(&mut self) {
        for (variable, key) in self.reader.variables.of_section(self.name) {
            if self.keys.iter().all(|known| known.name != key) {
                let problem = ConfigProblem {
                    file: None,
                    line: None,
                    variable: Some(variable),
                    problem: self.not_a_key(&key),
                    allowed: self.one_of_keys(""),
                    key: format!("{}.{key}", self.name),
                };
                self.reader.problems.push(problem);
            }
        }
    }

    fn not_a_key(&self, key: &str) -> String {
        match closest(key, self.keys.iter().map(|known| known.name)) {
            Some(suggestion) => format!("is not a key: {suggestion}"),
            None => "is not a key".into(),
        }
    }

    fn one_of_keys(&self, before: &str) -> String {
        let quoted: Vec<_> = self.keys.iter().map(|key| format!("`{}`", key.name)).collect();
        format!("{before}{}", quoted.join(", "))
    }

    fn report(&mut self, line: usize, key: String, problem: String, allowed: String) {
        let file = Some(self.reader.document.file.clone());
        self.reader.problems.push(ConfigProblem { file, line: Some(line), variable: None, key, problem, allowed });
    }
}

impl Content {
    /// A scalar without quotes: what numbers and truths are.
    fn plain(&self, rule: &Rule) -> Result<&str, Bad> {
        match self {
            Self::Plain(text) | Self::Listed(text) => Ok(text),
            other => Err(other.is_wrong(rule)),
        }
    }

    /// A scalar.
    fn text(&self, rule: &Rule) -> Result<&str, Bad> {
        match self {
            Self::Plain(text) | Self::Quoted(text) | Self::Listed(text) => Ok(text),
            other => Err(other.is_wrong(rule)),
        }
    }

    fn is_wrong(&self, rule: &Rule) -> Bad {
        rule.bad(format!("is {}", self.describe()))
    }

    fn describe(&self) -> String {
        match self {
            Self::Null => "empty".into(),
            Self::Plain(text) | Self::Listed(text) => shortened(text),
            Self::Quoted(text) => format!("the quoted text {:?}", shortened(text)),
            Self::Mapping(_) | Self::TooDeep => "a mapping".into(),
            Self::Sequence(_) => "a list".into(),
            Self::Alias => "an alias (`*name`), which is not followed".into(),
        }
    }
}

fn twice(first: &Entry) -> String {
    format!("stands here a second time, first in line {}", first.line)
}
