//! The program as people start it: what it says, and how it exits.
//!
//! `XDG_STATE_HOME` is a folder of the test's own in each run: no test writes into the user's, or into this repository.

#![allow(clippy::unwrap_used, reason = "in tests a panic is the message")]

mod auditing;
mod once;
#[cfg(unix)]
mod serving;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

pub(crate) fn orchestrator(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orchestrator"));
    command.current_dir(folder).env_remove("CARGO_MANIFEST_DIR").stdin(Stdio::null());
    // A folder that does not exist: whoever wants a database says where.
    command.env("XDG_STATE_HOME", "/dev/null/none");
    command
}

/// The address of a file in a folder that is nobody's work.
pub(crate) fn file_in(store: &TempDir) -> String {
    format!("sqlite:{}", store.path().join("events.db").display())
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs it, and expects an exit code.
pub(crate) fn run(command: &mut Command, code: i32) -> (String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (stdout, stderr) = (text(&stdout), text(&stderr));
    assert_eq!(status.code(), Some(code), "{stdout}\n{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
    (stdout, stderr)
}
