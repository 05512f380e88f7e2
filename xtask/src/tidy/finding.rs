//! One finding: where, what, and what to do.

use std::fmt;

/// Something that `cargo xtask tidy` refuses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) what: String,
    pub(crate) help: String,
}

impl Finding {
    pub(crate) fn new(file: &str, line: usize, what: impl Into<String>, help: impl Into<String>) -> Finding {
        Finding { file: file.to_owned(), line, what: what.into(), help: help.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}\n  help: {}", self.file, self.line, self.what, self.help)
    }
}
