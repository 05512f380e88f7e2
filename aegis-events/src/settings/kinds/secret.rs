//! Secrets.

use super::Kind;
use crate::settings::content::Content;

/// A text that is in no message.
#[derive(Debug, Clone)]
pub(crate) struct Secret {
    allowed: &'static str,
    check: fn(&str) -> Result<(), String>,
}

impl Secret {
    /// A secret of a form. The check's errors are shown: they must not contain the secret.
    pub(crate) const fn of(allowed: &'static str, check: fn(&str) -> Result<(), String>) -> Self {
        Self { allowed, check }
    }
}

impl Kind for Secret {
    type Value = String;
    const IS_SECRET: bool = true;

    fn allowed(&self) -> String {
        self.allowed.into()
    }

    fn read(&self, content: &Content) -> Result<String, String> {
        self.check(content.text()?.to_owned())
    }

    fn check(&self, value: String) -> Result<String, String> {
        match &*value {
            "" => Err("is empty".into()),
            text if text.chars().any(char::is_control) => Err("contains a control character".into()),
            text => (self.check)(text).map(|()| value),
        }
    }

    fn shown(&self, _: &String) -> String {
        "[redacted]".into()
    }
}
