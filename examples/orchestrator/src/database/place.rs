//! The default place of the database.
//!
//! In a repository with a folder `target` it is there: version control ignores that folder, and so does the survey. Otherwise it is in the
//! user's state folder. It is never in the folder to work on, which is only read.

use std::env;
use std::path::{Path, PathBuf};

/// The name of the file.
const FILE: &str = "orchestrator.db";

/// The file. Its folder may be missing. `None` if there is no state folder.
pub(crate) fn default_file(repository: Option<&Path>) -> Option<PathBuf> {
    let target = repository.map(|root| root.join("target")).filter(|target| target.is_dir());
    let folder = target.or_else(|| state_folder(|name| env::var_os(name).map(PathBuf::from)))?;
    Some(folder.join(FILE))
}

/// A folder next to the file of a database, for something that belongs to it.
pub(crate) fn next_to(file: &Path, what: &str) -> PathBuf {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push("-");
    name.push(what);
    file.with_file_name(name)
}

/// The user's state folder.
fn state_folder(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let folder = |name| variable(name).filter(|folder| folder.is_absolute());
    let home = folder("XDG_STATE_HOME").or_else(|| folder("LOCALAPPDATA"));
    home.or_else(|| Some(folder("HOME")?.join(".local/state"))).map(|home| home.join("aegis-events"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_repository_the_database_is_in_target() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("target")).unwrap();
        assert_eq!(default_file(Some(root.path())), Some(root.path().join("target/orchestrator.db")));
    }

    #[test]
    fn folders_of_a_database_are_next_to_it() {
        assert_eq!(next_to(Path::new("/a/events.db"), "audit"), Path::new("/a/events-audit"));
        assert_eq!(next_to(Path::new("events"), "audit"), Path::new("events-audit"));
    }

    #[test]
    fn elsewhere_the_database_is_in_the_state_folder() {
        let of = |known: &[(&str, &str)]| {
            state_folder(|name| known.iter().find(|(key, _)| *key == name).map(|(_, value)| PathBuf::from(value)))
        };
        assert_eq!(of(&[("HOME", "/home/a")]), Some(PathBuf::from("/home/a/.local/state/aegis-events")));
        let both = [("HOME", "/home/a"), ("XDG_STATE_HOME", "/var/a")];
        assert_eq!(of(&both), Some(PathBuf::from("/var/a/aegis-events")));
        assert_eq!(of(&[("XDG_STATE_HOME", "relative")]), None);
    }
}
