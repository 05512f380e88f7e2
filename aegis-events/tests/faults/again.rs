//! Runs one ignored test of this program in a separate process.

use std::env;
use std::process::{Command, Stdio};

/// The arguments that select one ignored test and show its output.
pub(crate) fn arguments(test: &str) -> [&str; 4] {
    [test, "--exact", "--ignored", "--nocapture"]
}

/// A command that runs one ignored test in a separate process.
pub(crate) fn again(test: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(arguments(test)).stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

/// An environment variable that the parent process has set.
pub(crate) fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set: this test is run by another one"))
}
