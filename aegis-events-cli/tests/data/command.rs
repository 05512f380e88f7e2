//! Calls of the command.

use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

/// The result of a call.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Called {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The command with arguments, in a folder without a catalog.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aegis-events"));
    command.args(arguments).current_dir("/").stdin(Stdio::null());
    command.env_remove("AEGIS_EVENTS_RECORDER_URL").env_remove("AEGIS_EVENTS_GRPC_TOKEN");
    command
}

pub(crate) fn call(arguments: &[&str]) -> Called {
    called(command(arguments).output().unwrap())
}

pub(crate) fn called(Output { status, stdout, stderr }: Output) -> Called {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Called { code: status.code(), out: text(stdout), err: text(stderr) }
}

/// A catalog next to this file.
pub(crate) fn catalog(name: &str) -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name).to_str().unwrap().to_owned()
}

/// The text without parts that differ between runs.
pub(crate) fn plain(text: &str, folder: &Path) -> String {
    text.replace(&*folder.to_string_lossy(), "FOLDER").replace(&catalog(""), "")
}

/// A running call whose lines are read as they arrive.
pub(crate) struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Running {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::of(command(arguments))
    }

    pub(crate) fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// The next line, as JSON.
    pub(crate) fn json(&mut self) -> serde_json::Value {
        serde_json::from_str(&self.line()).unwrap()
    }

    pub(crate) fn line(&mut self) -> String {
        match self.lines.next() {
            Some(line) => line.unwrap(),
            None => panic!("it ended: {:?}", std::mem::replace(&mut self.child, dummy()).wait_with_output().unwrap()),
        }
    }

    /// Interrupts it, like Ctrl-C. Returns the errors.
    pub(crate) fn interrupt(mut self) -> Called {
        let kill = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        let rest: Vec<_> = self.lines.map(Result::unwrap).collect();
        let mut err = String::new();
        std::io::Read::read_to_string(&mut self.child.stderr.take().unwrap(), &mut err).unwrap();
        Called { code: self.child.wait().unwrap().code(), out: rest.join("\n"), err }
    }
}

fn dummy() -> Child {
    Command::new("true").spawn().unwrap()
}
