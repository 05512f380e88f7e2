//! Finds the programs of servers and of the browser. It neither installs nor runs them.
//!
//! Debian keeps PostgreSQL outside `PATH`, in one folder per version, and `nats-server` in `/usr/sbin`, which is not in every user's `PATH`.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

/// Where Debian and Ubuntu keep each version of PostgreSQL: `<version>/bin` below this folder.
const POSTGRES_VERSIONS: &str = "/usr/lib/postgresql";

/// Searched after `PATH`: packages put servers there, and an ordinary user's `PATH` may lack these folders.
const SYSTEM_FOLDERS: &str = "/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin";

/// The programs of one PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostgresPrograms {
    /// Creates a data folder.
    pub initdb: PathBuf,
    /// The server.
    pub postgres: PathBuf,
    /// The client.
    pub psql: PathBuf,
}

/// The newest PostgreSQL with a server: one of Debian's versions, else from `PATH`.
pub fn postgres() -> Option<PostgresPrograms> {
    postgres_in(Path::new(POSTGRES_VERSIONS), &path())
}

/// The client `psql`, which is enough for a server that already runs.
pub fn psql() -> Option<PathBuf> {
    postgres().map(|programs| programs.psql).or_else(|| program_in(&path(), "psql"))
}

/// The program `nats-server`.
pub fn nats_server() -> Option<PathBuf> {
    program_in(&path(), "nats-server").or_else(|| program_in(OsStr::new(SYSTEM_FOLDERS), "nats-server"))
}

/// Chromium, under one of the names that its driver looks for.
pub fn chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
        .iter()
        .find_map(|name| program_in(&path(), name).or_else(|| program_in(OsStr::new(SYSTEM_FOLDERS), name)))
}

/// The program `chromedriver`.
pub fn chromedriver() -> Option<PathBuf> {
    program_in(&path(), "chromedriver").or_else(|| program_in(OsStr::new(SYSTEM_FOLDERS), "chromedriver"))
}

fn path() -> OsString {
    env::var_os("PATH").unwrap_or_default()
}

fn postgres_in(versions: &Path, path: &OsStr) -> Option<PostgresPrograms> {
    // Some systems install the client separately from the server, in `PATH`.
    let psql_of = |folder: &Path| program_of(folder, "psql").or_else(|| program_in(path, "psql"));
    let mut folders: Vec<_> = fs::read_dir(versions)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin"))))
        .collect();
    folders.sort();
    let newest_first = folders.into_iter().rev().map(|(_, folder)| folder);
    newest_first.chain(env::split_paths(path)).find_map(|folder| {
        Some(PostgresPrograms {
            initdb: program_of(&folder, "initdb")?,
            postgres: program_of(&folder, "postgres")?,
            psql: psql_of(&folder)?,
        })
    })
}

fn program_in(path: &OsStr, name: &str) -> Option<PathBuf> {
    env::split_paths(path).find_map(|folder| program_of(&folder, name))
}

fn program_of(folder: &Path, name: &str) -> Option<PathBuf> {
    let program = folder.join(name);
    program.is_file().then_some(program)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::fs;
    use std::path::Path;

    use super::{postgres_in, program_in};

    fn programs(folder: &Path, names: &[&str]) {
        fs::create_dir_all(folder).unwrap();
        for name in names {
            fs::write(folder.join(name), "").unwrap();
        }
    }

    #[test]
    fn the_newest_version_with_a_server_is_found() {
        let root = tempfile::tempdir().unwrap();
        programs(&root.path().join("9/bin"), &["initdb", "postgres", "psql"]);
        programs(&root.path().join("15/bin"), &["initdb", "postgres", "psql"]);
        programs(&root.path().join("16/bin"), &["psql"]);
        let found = postgres_in(root.path(), OsStr::new("")).unwrap();
        assert_eq!(found.postgres, root.path().join("15/bin/postgres"));
    }

    #[test]
    fn without_versions_path_is_searched() {
        let root = tempfile::tempdir().unwrap();
        programs(&root.path().join("server"), &["initdb", "postgres"]);
        programs(&root.path().join("client"), &["psql"]);
        let path = std::env::join_paths([root.path().join("client"), root.path().join("server")]).unwrap();
        let found = postgres_in(&root.path().join("no versions"), &path).unwrap();
        assert_eq!(found.initdb, root.path().join("server/initdb"));
        assert_eq!(found.psql, root.path().join("client/psql"));
        assert_eq!(program_in(&path, "nats-server"), None);
    }
}
