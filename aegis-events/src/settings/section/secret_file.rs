//! Secrets in files, as container platforms provide them: the file is read with the configuration.

use std::fs;
use std::io;
use std::path::Path as FilePath;

use super::Section;
use super::secret::{Place, check_path};
use crate::settings::kinds::{Kind, path::Path, secret::Secret};
use crate::settings::setting::Setting;

impl Section<'_, '_> {
    /// A secret. Its file is read.
    pub(crate) fn secret(&mut self, setting: &Setting<Secret>, file: &Setting<Path>) -> Option<String> {
        let (source, path) = match self.place_of_secret(setting, file)? {
            (_, Place::Here(text)) => return Some(text),
            (source, Place::InFile(path)) => (source, path),
        };
        let read = read(&path).and_then(|(text, warning)| {
            let checked = setting.kind.check(text);
            checked.map(|text| (text, warning)).map_err(|is| format!("names `{}`, whose text {is}", path.display()))
        });
        match read {
            Ok((text, warning)) => {
                let warning = warning.map(|warning| format!("`{}.{}`: {warning}", file.section, file.name));
                self.reader.warnings.extend(warning);
                Some(text)
            }
            Err(problem) => {
                self.report_value(source, file, problem);
                None
            }
        }
    }
}

/// Reads a file without the newline at its end, and a warning if other users can read it. An error describes the problem without the text.
pub(crate) fn read(path: &FilePath) -> Result<(String, Option<String>), String> {
    let shown = path.display();
    check_path(&shown.to_string())?;
    let bytes = fs::read(path).map_err(|error| format!("names `{shown}`, which cannot be read: {}", hint(&error)))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("names `{shown}`, which is not valid UTF-8"))?;
    let text = text.strip_suffix('\n').map_or(&*text, |text| text.strip_suffix('\r').unwrap_or(text));
    match text {
        "" => Err(format!("names `{shown}`, which is empty")),
        text if text.chars().any(char::is_control) => {
            Err(format!("names `{shown}`, which contains more than one line, or control characters"))
        }
        text => Ok((text.to_owned(), warning(path))),
    }
}

/// A warning if every user of this machine can read the file.
#[cfg(unix)]
fn warning(path: &FilePath) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;

    /// The permission of others to read.
    const OTHERS: u32 = 0o004;
    let mode = fs::metadata(path).ok()?.permissions().mode();
    let shown = path.display();
    (mode & OTHERS != 0)
        .then(|| format!("every user of this machine can read `{shown}`; let only its owner: `chmod 600 {shown}`"))
}

/// Permissions have another form there.
#[cfg(not(unix))]
fn warning(_: &FilePath) -> Option<String> {
    None
}

fn hint(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::IsADirectory => "it is a folder".into(),
        _ => error.to_string(),
    }
}
