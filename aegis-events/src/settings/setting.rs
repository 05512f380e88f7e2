//! A setting: one key of a section, described once.

use super::kinds::Kind;
use super::{ConfigError, ConfigProblem};

/// A setting of a kind.
#[derive(Debug, Clone)]
pub(crate) struct Setting<K: Kind> {
    pub(crate) section: &'static str,
    pub(crate) name: &'static str,
    /// What the value means, as a phrase: "how long a call may take".
    pub(crate) about: &'static str,
    pub(crate) kind: K,
    /// The value without a file; `None` if there is none.
    pub(crate) default: Option<K::Value>,
}

/// What messages and the reference page know of a setting.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) allowed: String,
    /// The default as it is written in a file.
    pub(crate) default: Option<String>,
    pub(crate) is_secret: bool,
}

impl<K: Kind> Setting<K> {
    pub(crate) fn key(&self) -> Key {
        Key {
            name: self.name,
            allowed: format!("{}: {}", self.kind.allowed(), self.about),
            default: self.default.as_ref().map(|value| self.kind.shown(value)),
            is_secret: K::IS_SECRET,
        }
    }

    /// A value set in code, by the rule that a file's value is read by.
    pub(crate) fn check(&self, value: K::Value) -> Result<K::Value, ConfigError> {
        self.kind.check(value).map_err(|problem| self.error(problem))
    }

    /// The error of a value set in code.
    pub(crate) fn error(&self, problem: String) -> ConfigError {
        ConfigError::Invalid { problems: vec![self.problem(problem)] }
    }

    /// A problem without its place.
    pub(super) fn problem(&self, problem: String) -> ConfigProblem {
        let key = format!("{}.{}", self.section, self.name);
        ConfigProblem { file: None, line: None, variable: None, key, problem, allowed: self.key().allowed }
    }
}
