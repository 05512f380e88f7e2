//! Checked options and configuration. The command line overrides the file.

mod error;
mod standing;

use std::env;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aegis_events::BusConfig;
use aegis_events::config::Config;

use crate::database::{Address, DatabaseUrl, default_file, next_to};
use crate::options::{Command, JobOptions, Options};
use crate::screen::Voice;

pub use error::SettingsError;
pub use standing::StandingSettings;

/// The settings of a run.
#[derive(Debug)]
pub struct Settings {
    /// The folder to work on. It exists and can be listed.
    pub folder: PathBuf,
    /// How often the story runs.
    pub work: Work,
    /// The bus's configuration.
    pub bus: BusConfig,
    /// Maximum number of files that the survey opens.
    pub max_files: usize,
    /// The database of the history.
    pub database: Address,
    /// The five observers.
    pub standing: StandingSettings,
    /// The file for a copy of every event.
    pub record: Option<File>,
    /// The amount of output.
    pub voice: Voice,
    /// Warnings about the configuration.
    pub warnings: Vec<String>,
}

/// How often the story runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Once.
    Once,
    /// Repeatedly, until it is stopped.
    Rounds {
        /// The pause between two rounds.
        pause: Duration,
    },
}

impl TryFrom<Options> for Settings {
    type Error = SettingsError;

    fn try_from(options: Options) -> Result<Self, SettingsError> {
        let Options { command, job } = options;
        match command {
            None => Self::new(job, Work::Once, StandingSettings::for_one_run),
            Some(Command::Serve(serve)) => {
                let work = Work::Rounds { pause: Duration::from_millis(serve.pause) };
                let addresses = (serve.grpc_address, serve.metrics_address);
                Self::new(serve.job, work, |standing| standing.served_at(addresses))
            }
        }
    }
}

impl Settings {
    fn new(
        options: JobOptions,
        work: Work,
        serve: impl FnOnce(StandingSettings) -> StandingSettings,
    ) -> Result<Self, SettingsError> {
        let folder = match options.folder {
            Some(folder) => folder,
            None => repository().ok_or(SettingsError::NoRepository)?,
        };
        let folder = checked(folder)?;
        let config = match options.config {
            Some(file) => Config::from_yaml_file(file)?,
            // Environment variables apply without a file, too.
            None => Config::from_yaml_str("")?,
        };
        let database = match (options.database, &config.recorder) {
            (Some(given), _) => Address::try_from(given)?,
            (None, Some(recorder)) => {
                Address::try_from(DatabaseUrl::new(recorder.url())).map_err(SettingsError::RecorderUrl)?
            }
            (None, None) => default_database()?,
        };
        let hour = options.hour.map(Duration::from_millis);
        let standing = StandingSettings::new(&config, &database, || default_audit(&database), options.audit, hour)?;
        let standing = serve(standing);
        standing.check()?;
        // Last, so that an invalid option leaves no file.
        let record = options.record.map(open).transpose()?;
        let voice = match (options.quiet, options.verbose) {
            (true, _) => Voice::Quiet,
            (_, true) => Voice::Verbose,
            _ => Voice::Normal,
        };
        Ok(Self {
            folder,
            work,
            max_files: options.max_files as usize,
            database,
            standing,
            record,
            voice,
            warnings: config.warnings().to_vec(),
            bus: config.event_bus,
        })
    }

    /// The default settings of a single run for a folder, a database and the folder of an audit log, without output.
    ///
    /// # Errors
    ///
    /// If the folder to work on is missing, is not a folder, or cannot be listed.
    pub fn quiet(folder: &Path, database: Address, audit: PathBuf) -> Result<Self, SettingsError> {
        let config = Config::from_yaml_str_with("", [("", ""); 0])?;
        let hour = Some(Duration::from_millis(100));
        let no_default = || Err(SettingsError::NoAuditPlace);
        let standing = StandingSettings::new(&config, &database, no_default, Some(audit), hour)?.for_one_run();
        Ok(Self {
            folder: checked(folder.to_owned())?,
            work: Work::Once,
            bus: config.event_bus,
            max_files: 200,
            database,
            standing,
            record: None,
            voice: Voice::Quiet,
            warnings: Vec::new(),
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

/// Next to the database file; for a database on a server, next to the default file.
fn default_audit(database: &Address) -> Result<PathBuf, SettingsError> {
    let file = database.file().map(Path::to_owned).or_else(|| default_file(repository().as_deref()));
    Ok(next_to(&file.ok_or(SettingsError::NoAuditPlace)?, "audit"))
}

/// Opens the record without emptying it; that happens when the run starts.
fn open(file: PathBuf) -> Result<File, SettingsError> {
    let opened = File::options().write(true).create(true).truncate(false).open(&file);
    opened.map_err(|source| SettingsError::Record { file, source })
}

/// The repository around the current directory, or else the one from which cargo runs this program.
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
    fn a_missing_folder_and_a_file_are_distinguished() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(matches!(checked(folder.path().join("none")), Err(SettingsError::Missing(_))));
        assert!(matches!(checked(file.join("below")), Err(SettingsError::Missing(_))));
        assert!(matches!(checked(file), Err(SettingsError::NotAFolder(_))));
        assert!(checked(folder.path().to_owned()).is_ok());
    }
}
