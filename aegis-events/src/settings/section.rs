//! Sections as they are read: what the file and the environment hold for each key, and every problem.

use std::path::PathBuf;

use super::content::{Content, Document, Entry};
use super::kinds::{Kind, Path, Secret};
use super::setting::{Key, Setting};
use super::variables::Variables;
use super::{ConfigError, ConfigProblem, secret};
use crate::written::closest;

/// A configuration whose settings form a section. [`settings!`](super::settings) implements it.
pub(crate) trait Described {
    /// The section's name.
    const NAME: &'static str;
    /// What it is about, in a sentence.
    const ABOUT: &'static str;

    /// Its keys, in the order of the reference page.
    fn keys() -> Vec<Key>;
}

/// A configuration that can be read.
pub(crate) trait FromSection: Described {
    /// What is read: the configuration, or an `Option` of it.
    type Read;

    /// Reads every key. A value that is missing or bad keeps its default.
    fn read(section: &mut Section<'_, '_>) -> Self::Read;
}

/// Reads the sections of a file and an environment. It collects problems; [`finish`](Self::finish) must be called.
pub(crate) struct Reader<'a> {
    document: &'a Document,
    variables: &'a Variables,
    problems: Vec<ConfigProblem>,
    warnings: Vec<String>,
}

/// One section that is being read.
pub(crate) struct Section<'r, 'a> {
    reader: &'r mut Reader<'a>,
    name: &'static str,
    keys: Vec<Key>,
    entries: &'a [Entry],
}

/// Where a secret is.
pub(crate) enum Place {
    Here(String),
    InFile(PathBuf),
}

/// Where a value is looked up.
#[derive(Debug, Clone, Copy)]
enum Source {
    Variable,
    File,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(document: &'a Document, variables: &'a Variables) -> Self {
        Self { document, variables, problems: Vec::new(), warnings: Vec::new() }
    }

    /// Reads a section. A missing or empty one has no entries.
    pub(crate) fn section<S: FromSection>(&mut self) -> S::Read {
        let document = self.document;
        let mut section = Section { reader: self, name: S::NAME, keys: S::keys(), entries: &[] };
        let mut found: Option<&Entry> = None;
        for entry in document.sections.iter().filter(|entry| entry.key == S::NAME) {
            if let Some(first) = found {
                section.report(entry.line, S::NAME.into(), repeated(first), "each section once".into());
                continue;
            }
            found = Some(entry);
            match &entry.value.content {
                Content::Mapping(entries) => section.entries = entries,
                Content::Null => {}
                other => {
                    let is_text = matches!(other, Content::Plain(_) | Content::Quoted(_));
                    // The text may be the secret, in the wrong place.
                    let hide = is_text && section.keys.iter().any(|key| key.is_secret);
                    let problem = if hide { "is a text".into() } else { other.is() };
                    let allowed = format!("a section with {}", section.key_list());
                    section.report(entry.line, S::NAME.into(), problem, allowed);
                }
            }
        }
        section.check_keys();
        section.check_variables();
        S::read(&mut section)
    }

    /// Returns the warnings.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] with every problem, in the file's order.
    pub(crate) fn finish(mut self) -> Result<Vec<String>, ConfigError> {
        if self.problems.is_empty() {
            return Ok(self.warnings);
        }
        self.problems.sort_by_key(|problem| (problem.line.is_none(), problem.line));
        Err(ConfigError::Invalid { problems: self.problems })
    }
}

impl Section<'_, '_> {
    /// A value: that of the environment, or else that of the file. Both are checked.
    pub(crate) fn get<K: Kind>(&mut self, setting: &Setting<K>) -> Option<K::Value> {
        let from_variable = self.get_from(Source::Variable, setting);
        let from_file = self.get_from(Source::File, setting);
        from_variable.or(from_file)
    }

    /// Sets a value if it is given.
    pub(crate) fn set<K: Kind>(&mut self, setting: &Setting<K>, value: &mut K::Value) {
        if let Some(given) = self.get(setting) {
            *value = given;
        }
    }

    /// A secret: under its own key, or in a file that another key names.
    pub(crate) fn secret(&mut self, setting: &Setting<Secret>, file: &Setting<Path>) -> Option<String> {
        let (source, path) = match self.sourced_secret(setting, file)? {
            (_, Place::Here(text)) => return Some(text),
            (source, Place::InFile(path)) => (source, path),
        };
        let read = secret::read(&path).and_then(|(text, warning)| {
            let checked = setting.kind.check(text);
            checked.map(|text| (text, warning)).map_err(|is| format!("names `{}`, whose text {is}", path.display()))
        });
        match read {
            Ok((text, warning)) => {
                let warning = warning.map(|warning| format!("`{}.{}`: {warning}", file.section, file.name));
                self.reader.warnings.extend(warning);
                Some(text)
            }
            Err(problem) => {
                self.report_value(source, file, problem);
                None
            }
        }
    }

    /// As [`secret`](Self::secret), without reading the file, which may not exist yet.
    pub(crate) fn place_of_secret(&mut self, setting: &Setting<Secret>, file: &Setting<Path>) -> Option<Place> {
        self.sourced_secret(setting, file).map(|(_, place)| place)
    }

    /// Two paths that must be given together.
    pub(crate) fn both_paths(&mut self, one: &Setting<Path>, other: &Setting<Path>) -> Option<(PathBuf, PathBuf)> {
        let paths = self.get(one).zip(self.get(other));
        for (given, missing) in [(one, other), (other, one)] {
            if let (Some(source), None) = (self.source(given.name), self.source(missing.name)) {
                self.report_value(source, given, format!("is given without `{}`; give both", missing.name));
            }
        }
        paths
    }

    /// What the environment gives, in either way, replaces what the file gives.
    fn sourced_secret(&mut self, setting: &Setting<Secret>, file: &Setting<Path>) -> Option<(Source, Place)> {
        let [from_variable, from_file] = [Source::Variable, Source::File]
            .map(|source| self.secret_from(source, setting, file).map(|place| (source, place)));
        from_variable.or(from_file)
    }

    fn secret_from(&mut self, source: Source, setting: &Setting<Secret>, file: &Setting<Path>) -> Option<Place> {
        let here = self.get_from(source, setting);
        let path = self.read_with(source, file, |content| {
            secret::check_path(content.text()?)?;
            file.kind.read(content)
        });
        match (here, path) {
            (Some(_), Some(_)) => {
                let problem = format!("is given together with `{}`; give one of them", setting.name);
                self.report_value(source, file, problem);
                None
            }
            (Some(text), None) => Some(Place::Here(text)),
            (None, path) => path.map(Place::InFile),
        }
    }

    fn get_from<K: Kind>(&mut self, source: Source, setting: &Setting<K>) -> Option<K::Value> {
        self.read_with(source, setting, |content| setting.kind.read(content))
    }

    fn read_with<K: Kind, T>(
        &mut self,
        source: Source,
        setting: &Setting<K>,
        read: impl Fn(&Content) -> Result<T, String>,
    ) -> Option<T> {
        let read = match source {
            Source::File => read(&self.entry(setting.name)?.value.content),
            Source::Variable => match self.reader.variables.get(self.name, setting.name)? {
                Some(text) => read(&Content::Variable(text.to_owned())),
                None => Err("is not valid UTF-8".into()),
            },
        };
        read.map_err(|problem| self.report_value(source, setting, problem)).ok()
    }

    fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Where a key is given, whether its value is good or bad.
    fn source(&self, key: &str) -> Option<Source> {
        let in_variable = self.reader.variables.get(self.name, key).map(|_| Source::Variable);
        in_variable.or_else(|| self.entry(key).map(|_| Source::File))
    }

    fn report_value<K: Kind>(&mut self, source: Source, setting: &Setting<K>, problem: String) {
        let mut problem = setting.problem(problem);
        match source {
            Source::Variable => problem.variable = Some(Variables::name(self.name, setting.name)),
            Source::File => {
                problem.file = Some(self.reader.document.file.clone());
                problem.line = self.entry(setting.name).map(|entry| entry.value.line);
            }
        }
        self.reader.problems.push(problem);
    }

    fn check_keys(&mut self) {
        for (place, entry) in self.entries.iter().enumerate() {
            let key = format!("{}.{}", self.name, entry.key);
            if !self.knows(&entry.key) {
                let (problem, allowed) = (self.not_a_key(&entry.key), self.key_list());
                self.report(entry.line, key, problem, allowed);
            } else if let Some(first) = self.entries[..place].iter().find(|other| other.key == entry.key) {
                self.report(entry.line, key, repeated(first), "each key once".into());
            }
        }
    }

    fn check_variables(&mut self) {
        for (variable, key) in self.reader.variables.of_section(self.name) {
            if !self.knows(&key) {
                let problem = ConfigProblem {
                    file: None,
                    line: None,
                    variable: Some(variable),
                    problem: self.not_a_key(&key),
                    allowed: self.key_list(),
                    key: format!("{}.{key}", self.name),
                };
                self.reader.problems.push(problem);
            }
        }
    }

    fn knows(&self, key: &str) -> bool {
        self.keys.iter().any(|known| known.name == key)
    }

    fn not_a_key(&self, key: &str) -> String {
        match closest(key, self.keys.iter().map(|known| known.name)) {
            Some(known) => format!("is not a key: did you mean `{known}`?"),
            None => "is not a key".into(),
        }
    }

    fn key_list(&self) -> String {
        let quoted: Vec<_> = self.keys.iter().map(|key| format!("`{}`", key.name)).collect();
        quoted.join(", ")
    }

    fn report(&mut self, line: usize, key: String, problem: String, allowed: String) {
        let file = Some(self.reader.document.file.clone());
        self.reader.problems.push(ConfigProblem { file, line: Some(line), variable: None, key, problem, allowed });
    }
}

fn repeated(first: &Entry) -> String {
    format!("is repeated; it is first given in line {}", first.line)
}
