//! What a value may be: one rule for the file, the environment and the setters in code, and one text that says what is allowed.

mod read;
mod units;

use std::time::Duration;

use super::{ConfigError, ConfigProblem};

/// What a value may be.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    allowed: String,
    shape: Shape,
}

#[derive(Debug, Clone)]
#[cfg_attr(
    not(all(feature = "audit", feature = "grpc", feature = "metrics")),
    allow(dead_code, reason = "sections that are left out by features use their own part")
)]
enum Shape {
    Boolean,
    Integer { min: usize, max: usize },
    Duration { min: Duration, max: Duration },
    Size { min: u64, max: u64 },
    Address,
    Path,
    Name { max_len: usize },
    Choice(&'static [&'static str]),
    Names { max_len: usize },
    Secret { check: Check },
}

/// What is wrong with a secret, without a word of it.
type Check = fn(&str) -> Result<(), String>;

/// A value that breaks its rule.
#[derive(Debug)]
pub(crate) struct Bad {
    problem: String,
    allowed: String,
}

#[cfg_attr(
    not(all(feature = "audit", feature = "grpc", feature = "metrics")),
    allow(dead_code, reason = "sections that are left out by features use their own part")
)]
impl Rule {
    /// Yes or no.
    pub(crate) fn boolean(what: &str) -> Self {
        Self::new(format!("`true` or `false`, without quotes: {what}"), Shape::Boolean)
    }

    /// A whole number of something.
    pub(crate) fn integer(min: usize, max: usize, of: &str) -> Self {
        let allowed = format!("a whole number from {min} to {max}, without quotes: the {of}");
        Self::new(allowed, Shape::Integer { min, max })
    }

    /// A number with a unit of time.
    pub(crate) fn duration(min: Duration, max: Duration, what: &str) -> Self {
        let (from, to) = (units::duration(min), units::duration(max));
        let allowed = format!("a time from {from} to {to}, such as `500ms`, `90s`, `15m`, `2h` or `7d`: {what}");
        Self::new(allowed, Shape::Duration { min, max })
    }

    /// A number of bytes with a unit.
    pub(crate) fn size(min: u64, max: u64, what: &str) -> Self {
        let (from, to) = (units::size(min), units::size(max));
        let allowed = format!("a size from {from} to {to}, such as `512KiB`, `64MiB` or `2GiB`: {what}");
        Self::new(allowed, Shape::Size { min, max })
    }

    /// Where a server listens.
    pub(crate) fn address(what: &str) -> Self {
        let allowed = format!("an IP address and a port, such as `127.0.0.1:9090` or `[::1]:9090`: {what}");
        Self::new(allowed, Shape::Address)
    }

    /// A file or a folder.
    pub(crate) fn path(what: &str) -> Self {
        let allowed =
            format!("a path, absolute or from the folder that the program runs in, such as `/var/lib/aegis`: {what}");
        Self::new(allowed, Shape::Path)
    }

    /// A name that is safe in paths, subjects and logs.
    pub(crate) fn name(max_len: usize) -> Self {
        let allowed = format!("1 to {max_len} characters out of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`");
        Self::new(allowed, Shape::Name { max_len })
    }

    /// One of some words.
    pub(crate) fn choice(words: &'static [&'static str], what: &str) -> Self {
        let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
        Self::new(format!("{}: {what}", quoted.join(" or ")), Shape::Choice(words))
    }

    /// Names, as a list.
    pub(crate) fn names(max_len: usize, what: &str) -> Self {
        let allowed = format!(
            "a list such as `[AuditLogger, EventRecorder]`, of names of 1 to {max_len} characters out of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`: {what}"
        );
        Self::new(allowed, Shape::Names { max_len })
    }

    /// A text that nobody may read.
    pub(crate) fn secret(what: &str) -> Self {
        Self::checked_secret(&format!("a text without control characters: {what}"), |_| Ok(()))
    }

    /// A text that nobody may read, and that has a form. What the check says is in messages.
    pub(crate) fn checked_secret(allowed: &str, check: Check) -> Self {
        Self::new(allowed.into(), Shape::Secret { check })
    }

    /// Whether its values are in no message.
    pub(crate) fn is_secret(&self) -> bool {
        matches!(self.shape, Shape::Secret { .. })
    }

    /// What is allowed, in words.
    pub(crate) fn allowed(&self) -> &str {
        &self.allowed
    }

    fn new(allowed: String, shape: Shape) -> Self {
        Self { allowed, shape }
    }

    pub(crate) fn bad(&self, problem: String) -> Bad {
        Bad { problem, allowed: self.allowed.clone() }
    }
}

impl Bad {
    /// Of the same, said in another way.
    pub(super) fn said(self, say: impl FnOnce(String) -> String) -> Self {
        Self { problem: say(self.problem), ..self }
    }

    /// The error of a value that was set in code.
    pub(crate) fn in_code(self, section: &str, key: &str) -> ConfigError {
        ConfigError::Invalid { problems: vec![self.problem(format!("{section}.{key}"))] }
    }

    /// The problem, without the place.
    pub(super) fn problem(self, key: String) -> ConfigProblem {
        ConfigProblem { file: None, line: None, variable: None, key, problem: self.problem, allowed: self.allowed }
    }
}
