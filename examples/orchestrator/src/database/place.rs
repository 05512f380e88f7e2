//! Where the database is unless somebody says otherwise.
//!
//! In a repository that has a folder `target`, there: it is nobody's work, version control ignores it, and the survey passes it by. Else in
//! the user's own folder for such things. Never in the folder that is worked on, which is only read.

use std::env;
use std::path::{Path, PathBuf};

/// What the file is called.
const FILE: &str = "orchestrator.db";

/// The file; its folder may have to be made. `None` if nobody says where the user keeps such things.
pub(crate) fn default_file(repository: Option<&Path>) -> Option<PathBuf> {
    let target = repository.map(|root| root.join("target")).filter(|target| target.is_dir());
    let folder = target.or_else(|| state_folder(|name| env::var_os(name).map(PathBuf::from)))?;
    Some(folder.join(FILE))
}

/// The folder for something that belongs to a database, beside its file.
pub(crate) fn beside(file: &Path, what: &str) -> PathBuf {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push("-");
    name.push(what);
    file.with_file_name(name)
}

/// Where a user's programs keep what they want to find again.
fn state_folder(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let folder = |name| variable(name).filter(|folder| folder.is_absolute());
    let home = folder("XDG_STATE_HOME").or_else(|| folder("LOCALAPPDATA"));
    home.or_else(|| Some(folder("HOME")?.join(".local/state"))).map(|home| home.join("aegis-events"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_that_builds_into_target_keeps_it_there() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("target")).unwrap();
        assert_eq!(default_file(Some(root.path())), Some(root.path().join("target/orchestrator.db")));
    }

    #[test]
    fn what_belongs_to_a_database_is_beside_it() {
        assert_eq!(beside(Path::new("/a/events.db"), "audit"), Path::new("/a/events-audit"));
        assert_eq!(beside(Path::new("events"), "audit"), Path::new("events-audit"));
    }

    #[test]
    fn elsewhere_it_is_the_users() {
        let of = |known: &[(&str, &str)]| {
            state_folder(|name| known.iter().find(|(key, _)| *key == name).map(|(_, value)| PathBuf::from(value)))
        };
        assert_eq!(of(&[("HOME", "/home/a")]), Some(PathBuf::from("/home/a/.local/state/aegis-events")));
        let both = [("HOME", "/home/a"), ("XDG_STATE_HOME", "/var/a")];
        assert_eq!(of(&both), Some(PathBuf::from("/var/a/aegis-events")));
        assert_eq!(of(&[("XDG_STATE_HOME", "relative")]), None);
    }
}
