//! The address of a database. It is checked before anything is opened, and never shown.

use std::convert::Infallible;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use thiserror::Error;

/// An unchecked address. Its `Debug` hides it, because it may contain a password.
#[derive(Clone)]
pub struct DatabaseUrl(String);

/// A checked address.
#[derive(Clone)]
pub struct Address {
    url: String,
    pub(super) options: Options,
}

/// The connection options of `sqlx`.
#[derive(Clone)]
pub(super) enum Options {
    Sqlite(Box<SqliteConnectOptions>),
    Postgres(Box<PgConnectOptions>),
}

/// Help for an address of another form.
const FORMS: &str = "write `--database sqlite:path/to/file.db` or `--database postgres://user:password@host:5432/name`";

/// An address that a run cannot use.
#[derive(Debug, Error)]
pub enum AddressError {
    /// Neither SQLite nor PostgreSQL.
    #[error("the address starts with neither `sqlite:` nor `postgres://`")]
    Scheme,
    /// No file.
    #[error("the address names no file")]
    NoFile,
    /// The history would be lost at the end of the run.
    #[error("a database in memory is lost at the end of the run")]
    InMemory,
    /// The file's folder is missing.
    #[error("the folder `{}` does not exist", .0.display())]
    NoFolder(PathBuf),
    /// A folder instead of a file.
    #[error("`{}` is a folder", .0.display())]
    Folder(PathBuf),
    /// The path cannot be part of an address.
    #[error("the path `{}` is not UTF-8", .0.display())]
    NotUtf8(PathBuf),
    /// A syntax error.
    #[error("{0}")]
    IllFormed(String),
}

impl AddressError {
    pub(crate) fn help(&self) -> &'static str {
        match self {
            Self::Scheme | Self::NoFile | Self::IllFormed(_) => FORMS,
            Self::InMemory | Self::NotUtf8(_) => "name another file",
            Self::NoFolder(_) => "create the folder first",
            Self::Folder(_) => "name a file in it",
        }
    }
}

impl Address {
    /// The SQLite database in a file. The folder must exist; the file may be missing.
    ///
    /// # Errors
    ///
    /// If the file cannot exist.
    pub fn of_file(file: &Path) -> Result<Self, AddressError> {
        let text = file.to_str().ok_or_else(|| AddressError::NotUtf8(file.to_owned()))?;
        // These two characters have a meaning in an address.
        let url = format!("sqlite:{}", text.replace('%', "%25").replace('?', "%3f"));
        Self::sqlite(url)
    }

    /// The file of an SQLite database.
    pub(crate) fn file(&self) -> Option<&Path> {
        match &self.options {
            Options::Sqlite(options) => Some(options.get_filename()),
            Options::Postgres(_) => None,
        }
    }

    /// The address for the history.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn sqlite(url: String) -> Result<Self, AddressError> {
        let options: SqliteConnectOptions = url.parse().map_err(ill_formed)?;
        if url.contains(":memory:") || url.contains("mode=memory") {
            return Err(AddressError::InMemory);
        }
        let file = options.get_filename();
        let folder = match file.parent() {
            None => return Err(AddressError::NoFile),
            Some(folder) if folder == Path::new("") => Path::new("."),
            Some(folder) => folder,
        };
        if file.is_dir() {
            return Err(AddressError::Folder(file.to_owned()));
        }
        if !folder.is_dir() {
            return Err(AddressError::NoFolder(folder.to_owned()));
        }
        Ok(Self { options: Options::Sqlite(Box::new(options)), url })
    }

    fn postgres(url: String) -> Result<Self, AddressError> {
        let options: PgConnectOptions = url.parse().map_err(ill_formed)?;
        Ok(Self { options: Options::Postgres(Box::new(options)), url })
    }
}

impl TryFrom<DatabaseUrl> for Address {
    type Error = AddressError;

    fn try_from(DatabaseUrl(url): DatabaseUrl) -> Result<Self, AddressError> {
        match url.split_once(':') {
            Some(("sqlite", _)) => Self::sqlite(url),
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => Self::postgres(url),
            _ => Err(AddressError::Scheme),
        }
    }
}

/// The reason without the address.
fn ill_formed(error: sqlx::Error) -> AddressError {
    AddressError::IllFormed(match error {
        sqlx::Error::Configuration(why) => why.to_string(),
        other => other.to_string(),
    })
}

impl DatabaseUrl {
    /// An address that does not come from the command line.
    pub(crate) fn new(url: &str) -> Self {
        Self(url.to_owned())
    }
}

impl FromStr for DatabaseUrl {
    type Err = Infallible;

    fn from_str(url: &str) -> Result<Self, Infallible> {
        Ok(Self(url.to_owned()))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(..)")
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.options {
            Options::Sqlite(_) => "Address(sqlite:..)",
            Options::Postgres(_) => "Address(postgres://..)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> Result<Address, AddressError> {
        Address::try_from(DatabaseUrl(url.to_owned()))
    }

    #[test]
    fn unusable_addresses_are_rejected_before_opening() {
        assert!(matches!(of("events.db"), Err(AddressError::Scheme)));
        assert!(matches!(of("postgres:events"), Err(AddressError::Scheme)));
        assert!(matches!(of("sqlite:"), Err(AddressError::NoFile)));
        assert!(matches!(of("sqlite::memory:"), Err(AddressError::InMemory)));
        assert!(matches!(of("sqlite:/nowhere/events.db"), Err(AddressError::NoFolder(_))));
        assert!(matches!(of("sqlite:/"), Err(AddressError::NoFile)));
        assert!(matches!(of("sqlite:."), Err(AddressError::Folder(_))));
    }

    #[test]
    fn errors_and_debug_never_show_a_password() {
        for url in ["postgres://me:hunter2@host:port/events", "mysql://me:hunter2@host/events", "me:hunter2@host"] {
            assert!(!of(url).unwrap_err().to_string().contains("hunter2"), "{url}");
        }
        let (url, good) = ("postgres://me:hunter2@host/events", of("postgres://me:hunter2@host/events").unwrap());
        assert!(!format!("{good:?} {:?}", DatabaseUrl(url.to_owned())).contains("hunter2"));
    }

    #[test]
    fn a_path_may_hold_what_means_something_in_an_address() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("100%20 sure?.db");
        let address = Address::of_file(&file).unwrap();
        assert!(matches!(address.options, Options::Sqlite(options) if options.get_filename() == file));
    }
}
