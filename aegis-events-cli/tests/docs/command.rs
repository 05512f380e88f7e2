//! Runs the command.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// Exit code, output, errors.
pub(crate) type Answer = (Option<i32>, String, String);

/// Runs `aegis-events docs` in a folder.
pub(crate) fn docs(folder: &Path, arguments: &[&str]) -> Answer {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_aegis-events"))
        .current_dir(folder)
        .arg("docs")
        .args(arguments)
        .output()
        .unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// A folder with a catalog and its site, `out`.
pub(crate) struct Site {
    pub(crate) folder: TempDir,
}

impl Site {
    pub(crate) fn of(catalog: &str) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("catalog.toml"), catalog).unwrap();
        let answer = docs(folder.path(), &["out"]);
        assert_eq!(answer.0, Some(0), "{}", answer.2);
        Self { folder }
    }

    /// The site of a catalog of the repository.
    pub(crate) fn of_file(path: &str) -> Self {
        Self::of(&fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap())
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.out().join(path)).unwrap()
    }

    /// All files, sorted, with `/` as separator.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        collect(&self.out(), "", &mut files);
        files.sort();
        files
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{path}/"), files)
        } else {
            files.push(path)
        }
    }
}
