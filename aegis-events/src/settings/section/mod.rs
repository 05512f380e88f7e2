//! Sections as they are read: what the file and the environment hold for each key, and every problem.

#[cfg(feature = "grpc")]
mod both_paths;
#[cfg(any(feature = "audit", feature = "grpc", feature = "postgres", feature = "sqlite"))]
pub(crate) mod secret;
#[cfg(any(feature = "grpc", feature = "postgres", feature = "sqlite"))]
pub(crate) mod secret_file;

use aegis_events_suggest::closest;

use super::content::{Content, Document, Entry};
use super::kinds::Kind;
use super::setting::{Key, Setting};
use super::variables::Variables;
use super::{ConfigError, ConfigProblem};

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
    /// The result: the configuration, or an `Option` of it.
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

/// Where a value is looked up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source {
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
            Some(suggestion) => format!("is not a key: {suggestion}"),
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
