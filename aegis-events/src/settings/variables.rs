//! Environment variables: `AEGIS_EVENTS_<SECTION>_<KEY>`, all in capitals, replaces the value of the file.

use std::ffi::OsString;

const PREFIX: &str = "AEGIS_EVENTS_";

/// The variables with our prefix, by name. A value that is not valid UTF-8 is `None`.
#[derive(Debug, Default)]
pub(crate) struct Variables(Vec<(String, Option<String>)>);

impl Variables {
    pub(crate) fn of<N: Into<OsString>, V: Into<OsString>>(variables: impl IntoIterator<Item = (N, V)>) -> Self {
        let ours = variables.into_iter().filter_map(|(name, value)| {
            let name = name.into().into_string().ok().filter(|name| name.starts_with(PREFIX))?;
            Some((name, value.into().into_string().ok()))
        });
        let mut ours: Vec<_> = ours.collect();
        ours.sort();
        Self(ours)
    }

    /// The name of a key's variable.
    pub(crate) fn name(section: &str, key: &str) -> String {
        format!("{PREFIX}{section}_{key}").to_uppercase()
    }

    pub(crate) fn get(&self, section: &str, key: &str) -> Option<Option<&str>> {
        let name = Self::name(section, key);
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_deref())
    }

    /// The variables of a section, each with the key it is for.
    pub(crate) fn of_section(&self, section: &str) -> Vec<(String, String)> {
        let prefix = Self::name(section, "");
        let key = |name: &String| Some((name.clone(), name.strip_prefix(&prefix)?.to_lowercase()));
        self.0.iter().filter_map(|(name, _)| key(name)).collect()
    }
}
