//! Where the secret key comes from.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::error::AuditError;
use super::files::sync_folder;
use super::key::SecretKey;
use crate::types::Uuid;

/// Where the secret key comes from.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeySource {
    /// A file with one line. If it does not exist, a key is generated and written to it, readable by its owner only. On Unix, a file that others
    /// may read is an error.
    File(PathBuf),
    /// An environment variable with that line.
    Environment(String),
    /// That line itself. `Debug` does not show it.
    Text(String),
}

impl KeySource {
    pub(crate) fn load(&self) -> Result<SecretKey, AuditError> {
        match self {
            Self::File(path) => {
                let text = fs::read_to_string(path).map_err(|error| AuditError::unreadable(path, error))?;
                check_mode(path)?;
                Ok(SecretKey::parse(&text, &format!("the file `{}`", path.display()))?)
            }
            Self::Environment(name) => {
                let text = std::env::var(name).map_err(|_| AuditError::KeyNotSet { name: name.clone() })?;
                Ok(SecretKey::parse(&text, &format!("the environment variable `{name}`"))?)
            }
            Self::Text(text) => Ok(SecretKey::parse(text, "the given text")?),
        }
    }

    /// Whether it is a file that does not exist. A file that cannot be accessed is not missing.
    pub(crate) fn is_missing(&self) -> bool {
        let Self::File(path) = self else { return false };
        match path.try_exists() {
            Ok(is_there) => !is_there,
            Err(error) => error.kind() == io::ErrorKind::NotADirectory,
        }
    }

    /// Loads the key that already signs a log, without making a new one.
    pub(crate) fn load_of(&self, folder: &Path) -> Result<SecretKey, AuditError> {
        match self {
            Self::File(path) if self.is_missing() => {
                Err(AuditError::KeyMissing { path: path.clone(), folder: folder.into() })
            }
            _ => self.load(),
        }
    }

    /// Loads the key, or makes one if its file does not exist.
    pub(crate) fn load_or_make(&self, name: &str) -> Result<SecretKey, AuditError> {
        match self {
            Self::File(path) if self.is_missing() => {
                let key = SecretKey::generate(name)
                    .map_err(|error| AuditError::NoRandomness { reason: error.to_string() })?;
                match write_new(path, &key.to_secret_text()) {
                    Ok(()) => Ok(key),
                    // Another process was faster.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.load(),
                    Err(error) => Err(AuditError::unwritable(path, error)),
                }
            }
            _ => self.load(),
        }
    }
}

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Environment(name) => f.debug_tuple("Environment").field(name).finish(),
            Self::Text(_) => f.write_str("Text([redacted])"),
        }
    }
}

/// Creates a file atomically, so that it survives a power failure as the log does.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut unfinished = path.as_os_str().to_owned();
    // Unique, since process ids repeat, in containers at each start.
    unfinished.push(format!(".{}.tmp", Uuid::now_v7()));
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    let written =
        writeln!(file, "{text}").and_then(|()| file.sync_all()).and_then(|()| fs::hard_link(&unfinished, path));
    fs::remove_file(&unfinished)?;
    written.and_then(|()| sync_folder(folder))
}

#[cfg(unix)]
fn check_mode(path: &Path) -> Result<(), AuditError> {
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = fs::metadata(path).map_err(|error| AuditError::unreadable(path, error))?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(AuditError::KeyExposed { path: path.into(), mode }) }
}

#[cfg(not(unix))]
fn check_mode(_: &Path) -> Result<(), AuditError> {
    Ok(())
}
