//! Secrets out of files: as container platforms hand them over.

use std::fs;
use std::io;
use std::path::Path;

/// The text of a file without the newline at its end, and what is worth a warning; or what is wrong, without a word of the text.
pub(crate) fn read(path: &Path) -> Result<(String, Option<String>), String> {
    let shown = path.display();
    check_path(&shown.to_string())?;
    let bytes = fs::read(path).map_err(|error| format!("names `{shown}`, which cannot be read: {}", hint(&error)))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("names `{shown}`, which is not valid UTF-8"))?;
    let text = text.strip_suffix('\n').map_or(&*text, |text| text.strip_suffix('\r').unwrap_or(text));
    match text {
        "" => Err(format!("names `{shown}`, which is empty")),
        text if text.chars().any(char::is_control) => {
            Err(format!("names `{shown}`, which holds more than one line, or control characters"))
        }
        text => Ok((text.to_owned(), warning(path))),
    }
}

/// Refuses a secret that stands where its file should be named: an address with a password, or a key. A file may be called so, and nobody
/// does.
pub(crate) fn check_path(path: &str) -> Result<(), String> {
    match path.contains("://") || path.starts_with("PRIVATE+KEY+") {
        true => Err("is what belongs into a file, and not the path of one; it is not shown".into()),
        false => Ok(()),
    }
}

/// Whether others on this machine can read it too.
#[cfg(unix)]
fn warning(path: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;

    /// Others may read.
    const OTHERS: u32 = 0o004;
    let mode = fs::metadata(path).ok()?.permissions().mode();
    let shown = path.display();
    (mode & OTHERS != 0)
        .then(|| format!("every user of this machine can read `{shown}`; let only its owner: `chmod 600 {shown}`"))
}

/// Rights are said in another way there.
#[cfg(not(unix))]
fn warning(_: &Path) -> Option<String> {
    None
}

fn hint(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".into(),
        io::ErrorKind::PermissionDenied => "this user may not".into(),
        io::ErrorKind::IsADirectory => "it is a folder".into(),
        _ => error.to_string(),
    }
}
