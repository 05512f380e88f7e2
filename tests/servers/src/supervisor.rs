//! Sees to it that nothing is left over.
//!
//! Statics are not dropped when a process ends, and a test may be killed. So a small shell waits at the end of a pipe that closes
//! with our process, then ends the server by its process id and removes the folders. See `supervise.sh`.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

const SCRIPT: &str = include_str!("supervise.sh");

#[derive(Debug)]
pub(crate) struct Supervisor {
    shell: Child,
    /// Closes with our process, or when we are dropped. Children do not inherit it: the standard library opens pipes so.
    pipe: Option<ChildStdin>,
}

impl Supervisor {
    /// Makes the folder for what the server writes about itself, and one for data: inside the first, or elsewhere. They, and the
    /// process whose id stands in the first, end with the returned value or this process.
    pub(crate) fn start(run: &Path, data: Option<&Path>) -> io::Result<Supervisor> {
        let mut shell = Command::new("sh")
            .args(["-c", SCRIPT, "aegis-events-supervise"])
            .args([run.as_os_str(), data.map_or(OsStr::new(""), Path::as_os_str)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Whoever waits for the end of the test's output must not wait for the shell.
            .stderr(Stdio::null())
            // Ctrl-C in a terminal goes to the group of the test's process. The shell has to outlive it.
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
