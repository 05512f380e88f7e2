//! Switches.

use super::Kind;
use crate::settings::content::{Content, is};

/// `true` or `false`.
#[derive(Debug, Clone)]
pub(crate) struct Switch;

impl Switch {
    pub(crate) const fn of() -> Self {
        Self
    }

    pub(crate) const fn value(value: bool) -> bool {
        value
    }
}

impl Kind for Switch {
    type Value = bool;

    fn allowed(&self) -> String {
        "`true` or `false`, without quotes".into()
    }

    fn read(&self, content: &Content) -> Result<bool, String> {
        let text = content.plain()?;
        text.parse().map_err(|_| is(text))
    }

    fn shown(&self, value: &bool) -> String {
        value.to_string()
    }
}
