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
    write_beside(path, content).map_err(|error| {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => format!("there is no folder `{}`; make it first", folder(path).display()),
            io::ErrorKind::IsADirectory => "it is a folder; name a file, in that folder say".to_owned(),
            io::ErrorKind::NotADirectory => {
                format!("`{}` is a file; name a folder before the last `/`", folder(path).display())
            }
            _ => why(&error),
        };
        Failure::new(format!("cannot write `{}`: {reason}", path.display()))
    })
}

/// Writes a file anew that was read before. A pipe has given its text away: what is written there would reach nobody.
pub(crate) fn rewrite(path: &Path, content: &[u8]) -> Result<(), Failure> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(Failure::new(format!(
            "cannot write `{}`: it is no file, and what was read from it cannot be put back\n  name a file",
            path.display()
        )));
    }
    write(path, content)
}

/// Why something could not be written, without the name of the file beside it, and what to do.
pub(crate) fn why(error: &io::Error) -> String {
    let reason = match (error.raw_os_error(), error.kind()) {
        (Some(_), _) => error.to_string(),
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
    let mut beside = new_file().tempfile_in(folder(&place))?;
    beside.write_all(content)?;
    if let Ok(found) = fs::metadata(&place) {
        beside.as_file().set_permissions(found.permissions())?;
    }
    beside.persist(&place)?;
    Ok(())
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
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
    fn a_place_where_no_file_can_be_is_told_with_a_way_out() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "").unwrap();
        std::fs::create_dir(folder.path().join("folder")).unwrap();
        let said = |place: &str| {
            let Err(Failure::Error(text)) = write(&folder.path().join(place), b"") else { panic!("it was written") };
            text.replace(folder.path().to_str().unwrap(), "FOLDER")
        };
        assert_eq!(
            said("none/file"),
            "cannot write `FOLDER/none/file`: there is no folder `FOLDER/none`; make it first"
        );
        assert_eq!(said("folder"), "cannot write `FOLDER/folder`: it is a folder; name a file, in that folder say");
        assert_eq!(
            said("file/file"),
            "cannot write `FOLDER/file/file`: `FOLDER/file` is a file; name a folder before the last `/`"
        );
    }
    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_not_written_anew() {
        let Err(Failure::Error(text)) = rewrite(Path::new("/dev/null"), b"") else { panic!("it was written") };
        assert_eq!(
            text,
            "cannot write `/dev/null`: it is no file, and what was read from it cannot be put back\n  name a file"
        );
    }
}
