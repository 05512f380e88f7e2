//! Names.

use super::Kind;
use crate::settings::content::{Content, is};

/// A name that is safe in paths, subjects and logs.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    min: usize,
    max: usize,
}

impl Name {
    pub(crate) const fn of(min: usize, max: usize) -> Self {
        Self { min, max }
    }

    pub(crate) const fn value(value: &str) -> &str {
        value
    }

    fn check(&self, text: &str) -> Result<(), String> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if text.is_empty() {
            Err(is(text))
        } else if !(self.min..=self.max).contains(&text.len()) {
            Err(format!("is {} characters long", text.chars().count()))
        } else if let Some(other) = text.chars().find(|&c| !fits(c)) {
            Err(format!("is {text:?}, with {other:?} in it"))
        } else {
            Ok(())
        }
    }
}

impl Kind for Name {
    type Value = String;

    fn allowed(&self) -> String {
        format!("{} to {} characters out of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`", self.min, self.max)
    }

    fn read(&self, content: &Content) -> Result<String, String> {
        Kind::check(self, content.text()?.to_owned())
    }

    fn check(&self, value: String) -> Result<String, String> {
        self.check(&value).map(|()| value)
    }

    fn shown(&self, value: &String) -> String {
        value.clone()
    }
}
