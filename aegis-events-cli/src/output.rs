//! Files that a command writes: whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::out::Failure;

/// What new files may be read and written by, before the process's mask.
#[cfg(unix)]
const EVERYBODY: u32 = 0o666;

/// Writes a file beside its place and moves it there, so that nobody ever sees a half of it. A file that was there keeps its rights, and
/// what is no file is written to as it is.
pub(crate) fn write(path: &Path, content: &[u8]) -> Result<(), Failure> {
    write_beside(path, content)
        .map_err(|error| Failure::new(format!("cannot write `{}`: {}", path.display(), why(&error))))
}

/// Why something could not be written, without the name of the file beside it, and what to do.
pub(crate) fn why(error: &io::Error) -> String {
    let reason = match (error.raw_os_error(), error.kind()) {
        (Some(_), _) => error.to_string(),
        (None, io::ErrorKind::NotFound) => "there is no such folder".to_owned(),
        (None, kind) => kind.to_string(),
    };
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            format!(
                "{reason}\n  its folder has to be writable: what is written stands beside it first, then takes its place"
            )
        }
        _ => reason,
    }
}

fn write_beside(path: &Path, content: &[u8]) -> io::Result<()> {
    // A device and a pipe take what is written. A file that took their place would be there for everybody, as `/dev/null` say.
    if fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        return fs::OpenOptions::new().write(true).open(path)?.write_all(content);
    }
    let place = match fs::canonicalize(path) {
        // What a link leads to is written, and the link stays.
        Ok(place) => place,
        Err(_) => path.to_owned(),
    };
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beside = new_file().tempfile_in(folder)?;
    beside.write_all(content)?;
    if let Ok(found) = fs::metadata(&place) {
        beside.as_file().set_permissions(found.permissions())?;
    }
    beside.persist(&place)?;
    Ok(())
}

fn new_file() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".aegis-events-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(EVERYBODY));
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none").join("file");
        let Err(Failure::NoAnswer(text)) = write(&path, b"") else { panic!("it was written") };
        assert_eq!(text, format!("cannot write `{}`: there is no such folder", path.display()));
    }
}
