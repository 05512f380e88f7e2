//! The program from the outside: output and exit codes.
//!
//! `XDG_STATE_HOME` is a separate folder in each run: no test writes to the user's folder or to this repository.

#![allow(clippy::unwrap_used, reason = "in tests a panic is the message")]

mod auditing;
mod once;
#[cfg(unix)]
mod reaping;
#[cfg(unix)]
mod running;
#[cfg(unix)]
mod serving;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A folder to work on, and one for database and log.
struct Places {
    folder: TempDir,
    store: TempDir,
}

impl Places {
    fn new() -> Self {
        let places = Self { folder: tempfile::tempdir().unwrap(), store: tempfile::tempdir().unwrap() };
        fs::write(places.folder.path().join("poem.txt"), "the first line\n").unwrap();
        fs::create_dir(places.volumes()).unwrap();
        places
    }

    /// The names of the files of a run.
    #[cfg(unix)]
    fn kept(&self) -> Vec<String> {
        let entries = fs::read_dir(self.store.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.filter(|name| name != "volumes").collect();
        names.sort();
        names
    }

    /// The folder of all volumes.
    fn volumes(&self) -> PathBuf {
        self.store.path().join("volumes")
    }

    fn program(&self, options: &[&str]) -> Command {
        let mut command = orchestrator(self.folder.path());
        command.env("TMPDIR", self.volumes()).args(options).args(["--database", &file_in(&self.store), "."]);
        command
    }

    /// One quiet run with short hours.
    fn run(&self, options: &[&str], code: i32) -> (String, String) {
        run(&mut self.program(&[options, &["--quiet", "--hour", "100"]].concat()), code)
    }
}

fn orchestrator(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orchestrator"));
    command.current_dir(folder).env_remove("CARGO_MANIFEST_DIR").stdin(Stdio::null());
    // This folder does not exist, so tests that need a database name it.
    command.env("XDG_STATE_HOME", "/dev/null/none");
    command
}

/// The address of a database in a folder that is not worked on.
fn file_in(store: &TempDir) -> String {
    format!("sqlite:{}", store.path().join("events.db").display())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs the program and expects an exit code.
fn run(command: &mut Command, code: i32) -> (String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (stdout, stderr) = (text(&stdout), text(&stderr));
    assert_eq!(status.code(), Some(code), "{stdout}\n{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
    (stdout, stderr)
}
