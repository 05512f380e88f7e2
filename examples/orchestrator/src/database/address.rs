//! The address of a database: checked before anything is opened, and never shown.

use std::convert::Infallible;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use thiserror::Error;

/// An address as somebody wrote it. Its `Debug` hides it: there may be a password in it, or in what was meant to be one.
#[derive(Clone)]
pub struct DatabaseUrl(String);

/// The address of a database that can be opened, as far as one can tell from the address.
#[derive(Clone)]
pub struct Address {
    url: String,
    pub(super) options: Options,
}

/// How `sqlx` connects.
#[derive(Clone)]
pub(super) enum Options {
    Sqlite(Box<SqliteConnectOptions>),
    Postgres(Box<PgConnectOptions>),
}

/// What addresses look like.
const FORMS: &str = "write `--database sqlite:path/to/file.db` or `--database postgres://user:password@host:5432/name`";

/// It is not an address, or not of a database that a run can use.
#[derive(Debug, Error)]
pub enum AddressError {
    /// Neither SQLite nor PostgreSQL.
    #[error("it begins with neither `sqlite:` nor `postgres://`; {FORMS}")]
    Scheme,
    /// No file.
    #[error("it names no file; {FORMS}")]
    NoFile,
    /// The history would end with the run.
    #[error("a database in memory ends with the run; name a file")]
    InMemory,
    /// The file's folder is missing.
    #[error("the folder `{}` does not exist; make it first", .0.display())]
    NoFolder(PathBuf),
    /// A folder is in the place of the file.
    #[error("`{}` is a folder; name a file in it", .0.display())]
    Folder(PathBuf),
    /// The path cannot be part of an address.
    #[error("the path `{}` is not UTF-8; name another one", .0.display())]
    NotUtf8(PathBuf),
    /// The address is ill-formed.
    #[error("{0}; {FORMS}")]
    IllFormed(String),
}

impl Address {
    /// The SQLite database in a file. The folder has to be there, the file need not.
    ///
    /// # Errors
    ///
    /// If there can be no such file.
    pub fn of_file(file: &Path) -> Result<Self, AddressError> {
        let text = file.to_str().ok_or_else(|| AddressError::NotUtf8(file.to_owned()))?;
        // In an address, these two mean something else.
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

    /// What the history is opened with.
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

/// What is wrong, without the address.
fn ill_formed(error: sqlx::Error) -> AddressError {
    AddressError::IllFormed(match error {
        sqlx::Error::Configuration(why) => why.to_string(),
        other => other.to_string(),
    })
}

impl DatabaseUrl {
    /// An address from elsewhere than the command line.
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
    fn what_cannot_be_used_is_told_before_anything_is_opened() {
        assert!(matches!(of("events.db"), Err(AddressError::Scheme)));
        assert!(matches!(of("postgres:events"), Err(AddressError::Scheme)));
        assert!(matches!(of("sqlite:"), Err(AddressError::NoFile)));
        assert!(matches!(of("sqlite::memory:"), Err(AddressError::InMemory)));
        assert!(matches!(of("sqlite:/nowhere/events.db"), Err(AddressError::NoFolder(_))));
        assert!(matches!(of("sqlite:/"), Err(AddressError::NoFile)));
        assert!(matches!(of("sqlite:."), Err(AddressError::Folder(_))));
    }

    #[test]
    fn no_error_and_no_debug_shows_a_password() {
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
