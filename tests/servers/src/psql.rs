//! SQL through the program `psql`, so that this crate needs no library.

use std::path::PathBuf;
use std::process::Command;

use crate::environment::without_settings_of_user;

/// Runs statements against one server.
#[derive(Debug)]
pub(crate) struct Psql {
    program: PathBuf,
    without_settings: bool,
}

impl Psql {
    pub(crate) fn for_private_server(program: PathBuf) -> Psql {
        Psql { program, without_settings: true }
    }

    pub(crate) fn for_server_of_user(program: PathBuf) -> Psql {
        Psql { program, without_settings: false }
    }

    /// Runs one statement and returns its rows, columns separated by `|`.
    ///
    /// # Panics
    /// If the statement fails.
    pub(crate) fn run(&self, url: &str, statement: &str) -> Vec<String> {
        let mut command = Command::new(&self.program);
        if self.without_settings {
            without_settings_of_user(&mut command);
        }
        let output = command
            .args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--no-password", "--set=ON_ERROR_STOP=1"])
            .args(["--dbname", url, "--command", statement])
            .output()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", self.program.display()));
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{statement}` failed: {error}");
        String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
    }
}

/// A text as a literal of SQL.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The URL of another database on the same server.
pub(crate) fn with_database(url: &str, database: &str) -> String {
    let (address, settings) = match url.split_once('?') {
        Some((address, settings)) => (address, format!("?{settings}")),
        None => (url, String::new()),
    };
    let after_scheme = address.find("://").map_or(0, |at| at + "://".len());
    let server = match address[after_scheme..].find('/') {
        Some(at) => &address[..after_scheme + at],
        None => address,
    };
    format!("{server}/{database}{settings}")
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn another_database_keeps_server_user_and_settings() {
        let cases = [
            (
                "postgres://me:secret@host:5433/mine?sslmode=require",
                "postgres://me:secret@host:5433/other?sslmode=require",
            ),
            ("postgres://host", "postgres://host/other"),
            ("postgresql:///mine?host=/run/postgresql", "postgresql:///other?host=/run/postgresql"),
        ];
        for (url, expected) in cases {
            assert_eq!(with_database(url, "other"), expected);
        }
    }
}
