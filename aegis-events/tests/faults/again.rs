//! This program once more, as a process of its own: one of its ignored tests.

use std::env;
use std::process::{Command, Stdio};

/// Arguments that choose one ignored test, whose output comes through.
pub(crate) fn arguments(test: &str) -> [&str; 4] {
    [test, "--exact", "--ignored", "--nocapture"]
}

/// Runs one ignored test in a process of its own.
pub(crate) fn again(test: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(arguments(test)).stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

/// What the process that runs this one has said.
pub(crate) fn told(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set: this test is run by another one"))
}
