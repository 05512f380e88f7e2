//! Secrets: under their own key, or in a file that another key names.

use std::path::PathBuf;

use super::{Section, Source};
use crate::settings::kinds::{Kind, path::Path, secret::Secret};
use crate::settings::setting::Setting;

/// Where a secret is.
pub(crate) enum Place {
    Here(String),
    InFile(PathBuf),
}

impl Section<'_, '_> {
    /// The place of a secret, without reading the file, which may not exist yet. Either variable of the environment replaces both keys of the
    /// file.
    pub(crate) fn place_of_secret(
        &mut self,
        setting: &Setting<Secret>,
        file: &Setting<Path>,
    ) -> Option<(Source, Place)> {
        let [from_variable, from_file] = [Source::Variable, Source::File]
            .map(|source| self.secret_from(source, setting, file).map(|place| (source, place)));
        from_variable.or(from_file)
    }

    fn secret_from(&mut self, source: Source, setting: &Setting<Secret>, file: &Setting<Path>) -> Option<Place> {
        let here = self.get_from(source, setting);
        let path = self.read_with(source, file, |content| {
            check_path(content.text()?)?;
            file.kind.read(content)
        });
        match (here, path) {
            (Some(_), Some(_)) => {
                let problem = format!("is given together with `{}`; give one of them", setting.name);
                self.report_value(source, file, problem);
                None
            }
            (Some(text), None) => Some(Place::Here(text)),
            (None, path) => path.map(Place::InFile),
        }
    }
}

/// Refuses a secret in the place of its file's path: an address with a password, or a key.
pub(super) fn check_path(path: &str) -> Result<(), String> {
    if path.contains("://") || path.starts_with("PRIVATE+KEY+") {
        return Err("is the secret and not the path of a file; it is not shown".into());
    }
    Ok(())
}
