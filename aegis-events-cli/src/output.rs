//! Atomic writing of files.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::out::Failure;

/// The mode of new files, before the process's umask.
#[cfg(unix)]
const NEW_FILE_MODE: u32 = 0o666;

/// Write a temporary file in the same folder and rename it, so that no reader sees half of the content. An existing file keeps its
/// permissions; devices and pipes are written directly.
pub(crate) fn write(path: &Path, content: &[u8]) -> Result<(), Failure> {
    write_and_rename(path, content).map_err(|error| {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => {
                format!("the folder `{}` does not exist\n  create it first", folder(path).display())
            }
            io::ErrorKind::IsADirectory => "it is a folder\n  name a file".to_owned(),
            io::ErrorKind::NotADirectory => {
                format!("`{}` is a file\n  name a folder before the last `/`", folder(path).display())
            }
            _ => why(&error),
        };
        Failure::new(format!("cannot write `{}`: {reason}", path.display()))
    })
}

/// Replace a file that was read before. A pipe or device is an error: the result would not reach its source.
pub(crate) fn rewrite(path: &Path, content: &[u8]) -> Result<(), Failure> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(Failure::new(format!("cannot write `{}`: it is not a file\n  name a file", path.display())));
    }
    write(path, content)
}

/// The reason of a failed write, without the name of the temporary file, and help.
pub(crate) fn why(error: &io::Error) -> String {
    let reason = match (error.raw_os_error(), error.kind()) {
        (Some(_), _) => error.to_string(),
        (None, kind) => kind.to_string(),
    };
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            format!("{reason}\n  the folder must be writable: the command writes a temporary file there and renames it")
        }
        _ => reason,
    }
}

fn write_and_rename(path: &Path, content: &[u8]) -> io::Result<()> {
    // A rename would replace the device, for example `/dev/null`.
    if fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        return fs::OpenOptions::new().write(true).open(path)?.write_all(content);
    }
    let place = match fs::canonicalize(path) {
        // Follow links, so that the link remains.
        Ok(place) => place,
        Err(_) => path.to_owned(),
    };
    let mut temporary = new_file().tempfile_in(folder(&place))?;
    temporary.write_all(content)?;
    if let Ok(found) = fs::metadata(&place) {
        temporary.as_file().set_permissions(found.permissions())?;
    }
    temporary.persist(&place)?;
    Ok(())
}

/// The folder of a file.
pub(crate) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn new_file() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".aegis-events-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(NEW_FILE_MODE));
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_without_leftovers() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_path_that_cannot_be_a_file_is_explained() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "").unwrap();
        std::fs::create_dir(folder.path().join("folder")).unwrap();
        let message_of = |place: &str| {
            let Err(Failure::Error(text)) = write(&folder.path().join(place), b"") else { panic!("it was written") };
            text.replace(folder.path().to_str().unwrap(), "FOLDER")
        };
        assert_eq!(
            message_of("none/file"),
            "cannot write `FOLDER/none/file`: the folder `FOLDER/none` does not exist\n  create it first"
        );
        assert_eq!(message_of("folder"), "cannot write `FOLDER/folder`: it is a folder\n  name a file");
        assert_eq!(
            message_of("file/file"),
            "cannot write `FOLDER/file/file`: `FOLDER/file` is a file\n  name a folder before the last `/`"
        );
    }
    #[cfg(unix)]
    #[test]
    fn a_device_is_not_replaced() {
        let Err(Failure::Error(text)) = rewrite(Path::new("/dev/null"), b"") else { panic!("it was written") };
        assert_eq!(text, "cannot write `/dev/null`: it is not a file\n  name a file");
    }
}
