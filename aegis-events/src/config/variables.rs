//! The environment: `AEGIS_EVENTS_<SECTION>_<KEY>`, all in capitals, is instead of what the file says.

use std::env;
use std::ffi::OsString;

const PREFIX: &str = "AEGIS_EVENTS_";

/// Those variables that may be ours, in the order of their names. A value that is not valid UTF-8 is `None`.
#[derive(Debug, Default)]
pub(super) struct Variables(Vec<(String, Option<String>)>);

impl Variables {
    /// Those of the process.
    pub(super) fn of_process() -> Self {
        Self::of(env::vars_os())
    }

    pub(super) fn of<N: Into<OsString>, V: Into<OsString>>(variables: impl IntoIterator<Item = (N, V)>) -> Self {
        let ours = variables.into_iter().filter_map(|(name, value)| {
            let name = name.into().into_string().ok().filter(|name| name.starts_with(PREFIX))?;
            Some((name, value.into().into_string().ok()))
        });
        let mut ours: Vec<_> = ours.collect();
        ours.sort();
        Self(ours)
    }

    /// What a key's variable is called.
    pub(super) fn name(section: &str, key: &str) -> String {
        format!("{PREFIX}{section}_{key}").to_uppercase()
    }

    pub(super) fn get(&self, section: &str, key: &str) -> Option<Option<&str>> {
        let name = Self::name(section, key);
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_deref())
    }

    /// The variables of a section, each with the key that it would be for.
    pub(super) fn of_section(&self, section: &str) -> Vec<(String, String)> {
        let prefix = Self::name(section, "");
        let ours =
            self.0.iter().filter_map(|(name, _)| Some((name.clone(), name.strip_prefix(&prefix)?.to_lowercase())));
        ours.collect()
    }
}
