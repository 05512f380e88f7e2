//! Errors of configurations.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// A configuration cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration file `{}`", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The file is not text.
    #[error("{}:{line}: the file is not valid UTF-8", .path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The line of the first bad byte, from 1.
        line: usize,
    },
    /// The text is not YAML, or not a mapping of sections.
    #[error("{file}:{line}: {reason}")]
    Syntax {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The problem.
        reason: String,
        /// What to do about it, where that is known.
        help: Option<String>,
    },
    /// Keys or values are not allowed. It lists all of them, each with the allowed values.
    #[error("{}", lines(.problems))]
    Invalid {
        /// The problems: those of the file in its order, then those of environment variables.
        problems: Vec<ConfigProblem>,
    },
}

impl ConfigError {
    /// How to fix it, if that is known: one line, for `help: ..` after the message.
    pub fn help(&self) -> Option<Cow<'_, str>> {
        let help = match self {
            Self::Unreadable { source, .. } => match source.kind() {
                io::ErrorKind::NotFound => "create it: an empty file is enough, since every key has a default",
                io::ErrorKind::PermissionDenied => "let this user read it",
                io::ErrorKind::IsADirectory => "name a file in that folder",
                _ => "it must be a readable YAML file",
            },
            Self::NotUtf8 { .. } => "save the file as UTF-8",
            Self::Syntax { help, .. } => return help.as_deref().map(Cow::Borrowed),
            Self::Invalid { .. } => return None,
        };
        Some(help.into())
    }
}

/// One key or value that is not allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigProblem {
    /// The file; `None` for a value that does not come from one.
    pub file: Option<String>,
    /// The line, from 1; `None` for a value that does not come from a file.
    pub line: Option<usize>,
    /// The environment variable that the value comes from; `None` for a value of a file or of code.
    pub variable: Option<String>,
    /// The key with its section, such as `event_bus.capacity`.
    pub key: String,
    /// The problem, as a phrase that follows the key.
    pub problem: String,
    /// The allowed values, in words.
    pub allowed: String,
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(file), Some(line)) = (&self.file, self.line) {
            write!(f, "{file}:{line}: ")?;
        }
        if let Some(variable) = &self.variable {
            write!(f, "environment variable `{variable}`: ")?;
        }
        write!(f, "`{}` {}\n  allowed: {}", self.key, self.problem, self.allowed)
    }
}

fn lines(problems: &[ConfigProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
