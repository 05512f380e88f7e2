//! Paths that must be given together.

use std::path::PathBuf;

use super::{Section, Source};
use crate::settings::kinds::path::Path;
use crate::settings::setting::Setting;

impl Section<'_, '_> {
    /// Two paths that must be given together.
    pub(crate) fn both_paths(&mut self, one: &Setting<Path>, other: &Setting<Path>) -> Option<(PathBuf, PathBuf)> {
        let paths = self.get(one).zip(self.get(other));
        for (given, missing) in [(one, other), (other, one)] {
            if let (Some(source), None) = (self.source(given.name), self.source(missing.name)) {
                self.report_value(source, given, format!("is given without `{}`; give both", missing.name));
            }
        }
        paths
    }

    /// Where a key is given, whether its value is good or bad.
    fn source(&self, key: &str) -> Option<Source> {
        let in_variable = self.reader.variables.get(self.name, key).map(|_| Source::Variable);
        in_variable.or_else(|| self.entry(key).map(|_| Source::File))
    }
}
