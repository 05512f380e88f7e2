//! Secrets in files, as container platforms provide them.

use std::fs;
use std::io;
use std::path::Path;

/// Reads a file without the newline at its end, and a warning if other users can read it. An error describes the problem without the text.
pub(crate) fn read(path: &Path) -> Result<(String, Option<String>), String> {
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

/// Refuses a secret in the place of its file's path: an address with a password, or a key.
pub(super) fn check_path(path: &str) -> Result<(), String> {
    if path.contains("://") || path.starts_with("PRIVATE+KEY+") {
        return Err("is the secret and not the path of a file; it is not shown".into());
    }
    Ok(())
}

/// A warning if every user of this machine can read the file.
#[cfg(unix)]
fn warning(path: &Path) -> Option<String> {
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
fn warning(_: &Path) -> Option<String> {
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
