//! Options that were checked: what a run can rely on.

use std::env;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aegis_events::{BusConfig, ConfigError};
use thiserror::Error;

use crate::database::{Address, AddressError, default_file};
use crate::options::Options;
use crate::screen::Voice;

/// What a run works with.
#[derive(Debug)]
pub struct Settings {
    /// The folder, which is there and can be listed.
    pub folder: PathBuf,
    /// The bus's configuration.
    pub bus: BusConfig,
    /// Most files that the survey opens.
    pub max_files: usize,
    /// The database that every event is recorded in.
    pub database: Address,
    /// The file that every event is written to, too.
    pub record: Option<File>,
    /// How long an hour of a volume's time to live lasts.
    pub hour: Duration,
    /// How much is shown.
    pub voice: Voice,
}

/// The options make no sense.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// Nothing is there.
    #[error("the folder `{}` does not exist; name one that does, or none for the repository", .0.display())]
    Missing(PathBuf),
    /// Something else is there.
    #[error("`{}` is not a folder; name the folder that it is in", .0.display())]
    NotAFolder(PathBuf),
    /// It cannot be listed.
    #[error("the folder `{}` cannot be read: {source}", .folder.display())]
    Unreadable {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is no default.
    #[error("there is no repository around the current directory: name the folder to work on")]
    NoRepository,
    /// The configuration is not accepted.
    #[error("{0}")]
    Config(#[from] ConfigError),
    /// The database's address is not accepted.
    #[error("the database cannot be used: {0}")]
    Database(#[from] AddressError),
    /// There is no default place for the database.
    #[error("there is no place of your own to keep the database in: name one, `--database sqlite:path/to/file.db`")]
    NoPlace,
    /// The default place for the database cannot be made.
    #[error(
        "the folder `{}`, in which the database is kept, cannot be made: {source}; name another place, `--database sqlite:path/to/file.db`",
        .folder.display()
    )]
    Place {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The record cannot be written.
    #[error("the record `{}` cannot be written: {source}", .file.display())]
    Record {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl TryFrom<Options> for Settings {
    type Error = SettingsError;

    fn try_from(options: Options) -> Result<Self, SettingsError> {
        let folder = match options.folder {
            Some(folder) => folder,
            None => repository().ok_or(SettingsError::NoRepository)?,
        };
        let folder = checked(folder)?;
        let bus = options.config.map_or_else(|| Ok(BusConfig::default()), BusConfig::from_yaml_file)?;
        let database = options.database.map(Address::try_from).transpose()?;
        // Last, so that a wrong option leaves no file behind.
        let database = database.map_or_else(default_database, Ok)?;
        let record = options.record.map(create).transpose()?;
        let voice = match (options.quiet, options.verbose) {
            (true, _) => Voice::Quiet,
            (_, true) => Voice::Verbose,
            _ => Voice::Normal,
        };
        let hour = Duration::from_millis(options.hour);
        let max_files = options.max_files as usize;
        Ok(Self { folder, bus, max_files, database, record, hour, voice })
    }
}

impl Settings {
    /// The default settings for a folder and a database, without any output.
    ///
    /// # Errors
    ///
    /// If the folder is missing, is none, or cannot be listed.
    pub fn quiet(folder: &Path, database: Address) -> Result<Self, SettingsError> {
        Ok(Self {
            folder: checked(folder.to_owned())?,
            bus: BusConfig::default(),
            max_files: 200,
            database,
            record: None,
            hour: Duration::from_millis(100),
            voice: Voice::Quiet,
        })
    }
}

/// The canonical path of a folder that can be listed.
fn checked(folder: PathBuf) -> Result<PathBuf, SettingsError> {
    let unreadable = |folder: &Path, source: io::Error| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => SettingsError::Missing(folder.to_owned()),
        _ => SettingsError::Unreadable { folder: folder.to_owned(), source },
    };
    if !fs::metadata(&folder).map_err(|source| unreadable(&folder, source))?.is_dir() {
        return Err(SettingsError::NotAFolder(folder));
    }
    let canonical = folder.canonicalize().map_err(|source| unreadable(&folder, source))?;
    fs::read_dir(&canonical).map_err(|source| unreadable(&folder, source))?;
    Ok(canonical)
}

fn default_database() -> Result<Address, SettingsError> {
    let file = default_file(repository().as_deref()).ok_or(SettingsError::NoPlace)?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|source| SettingsError::Place { folder: folder.to_owned(), source })?;
    }
    Ok(Address::of_file(&file)?)
}

fn create(file: PathBuf) -> Result<File, SettingsError> {
    File::create(&file).map_err(|source| SettingsError::Record { file, source })
}

/// The repository around the current directory, or else the one that cargo runs this program from.
fn repository() -> Option<PathBuf> {
    let starts = [env::current_dir().ok(), env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from)];
    starts.iter().flatten().find_map(|start| {
        let root =
            start.ancestors().find(|folder| folder.join(".git").exists() || folder.join("catalog.toml").exists());
        root.map(Path::to_owned)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_folder_and_a_file_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(matches!(checked(folder.path().join("none")), Err(SettingsError::Missing(_))));
        assert!(matches!(checked(file.join("below")), Err(SettingsError::Missing(_))));
        assert!(matches!(checked(file), Err(SettingsError::NotAFolder(_))));
        assert!(checked(folder.path().to_owned()).is_ok());
    }
}
