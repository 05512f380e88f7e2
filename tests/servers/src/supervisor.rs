//! Cleans up after the test's process.
//!
//! Statics are not dropped when a process ends, and a test may be killed. So a small shell reads from a pipe that closes with the test's
//! process. Then it ends the server by its process id and removes the folders. See `supervise.sh`.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

const SCRIPT: &str = include_str!("supervise.sh");

#[derive(Debug)]
pub(crate) struct Supervisor {
    shell: Child,
    /// Closes when this process ends or this value is dropped. Children do not inherit it.
    pipe: Option<ChildStdin>,
}

impl Supervisor {
    /// Creates the folder for log and process id, and one for data: inside the first, or elsewhere. When the returned value is
    /// dropped or this process ends, the server is ended and both folders are removed.
    pub(crate) fn start(run: &Path, data: Option<&Path>) -> io::Result<Supervisor> {
        let mut shell = Command::new("sh")
            .args(["-c", SCRIPT, "aegis-events-supervise"])
            .args([run.as_os_str(), data.map_or(OsStr::new(""), Path::as_os_str)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A reader that waits for the end of the test's output must not wait for the shell.
            .stderr(Stdio::null())
            // Ctrl-C in a terminal goes to the process group of the test. The shell has to outlive it.
            .process_group(0)
            .spawn()?;
        let pipe = shell.stdin.take();
        let answer = shell.stdout.take();
        let supervisor = Supervisor { shell, pipe };
        let mut line = String::new();
        BufReader::new(answer.ok_or(io::ErrorKind::BrokenPipe)?).read_line(&mut line)?;
        match line.trim() {
            "made" => Ok(supervisor),
            error => Err(io::Error::other(error.to_owned())),
        }
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        drop(self.pipe.take());
        let _ = self.shell.wait();
    }
}
