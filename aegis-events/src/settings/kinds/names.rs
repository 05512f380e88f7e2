//! Lists of names.

use super::Kind;
use super::name::Name;
use crate::settings::content::Content;

/// A list of names of up to so many characters.
#[derive(Debug, Clone)]
pub(crate) struct Names(Name);

impl Names {
    pub(crate) const fn of(min_len: usize, max_len: usize) -> Self {
        Self(Name::of(min_len, max_len))
    }

    /// No names, the one default there is.
    pub(crate) const fn value(_: [&str; 0]) -> Vec<String> {
        Vec::new()
    }
}

impl Kind for Names {
    type Value = Vec<String>;

    fn allowed(&self) -> String {
        format!("a list such as `[AuditLogger, EventRecorder]`, of names of {}", self.0.allowed())
    }

    fn read(&self, content: &Content) -> Result<Vec<String>, String> {
        match content {
            Content::Sequence(items) => items.iter().map(|item| self.0.read(&item.content)).collect(),
            Content::Variable(text) if text.is_empty() => Ok(Vec::new()),
            Content::Variable(text) => {
                text.split(',').map(|name| Kind::check(&self.0, name.trim().to_owned())).collect()
            }
            other => Err(other.is()),
        }
    }

    fn shown(&self, value: &Vec<String>) -> String {
        format!("[{}]", value.join(", "))
    }
}
