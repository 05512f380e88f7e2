//! A server that [`Postgres`](crate::Postgres) has started: a data folder, a port, a process.
//!
//! The server is a child process, so its end is noticed immediately and its process id is not reused before that.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::environment::without_settings_of_user;
use crate::find::PostgresPrograms;
use crate::folders::Folders;
use crate::port;

/// How long a start (with recovery after a crash) or a stop may take. Both take less than a second unless the machine is busy.
const DEADLINE: Duration = Duration::from_secs(60);

/// The pause between two checks of the server's state.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// The pause before another attempt to start.
const TRY_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// Arguments of `initdb`. Segments of 1 MB make the data fit a small disk. The data need not survive a crash of the machine.
const INITDB: [&str; 6] =
    ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--wal-segsize=1", "--no-sync"];

const NO_SHELL: &str = "cannot start `sh`";

/// The server's settings. `fsync` and the other settings for durability keep their defaults: tests kill the server.
const SETTINGS: [&str; 9] = [
    "listen_addresses=127.0.0.1",
    // The path of a socket is limited to about a hundred characters; some folders for temporary files have longer paths.
    "unix_socket_directories=",
    "shared_buffers=64MB",
    "max_connections=60",
    "min_wal_size=2MB",
    "max_wal_size=32MB",
    // Inside the data folder, and removed with it: a killed server would leave shared memory of the system.
    "dynamic_shared_memory_type=mmap",
    "timezone=UTC",
    "log_timezone=UTC",
];

#[derive(Debug)]
pub(crate) struct Private {
    pub(crate) programs: PostgresPrograms,
    pub(crate) folders: Folders,
    pub(crate) port: u16,
    /// The process, while the server runs.
    server: Mutex<Option<Child>>,
}

/// The reason why a server has not started.
enum Failure {
    /// Another process listens at its port.
    PortTaken(String),
    /// Processes of a killed server have not ended yet.
    DataInUse(String),
    Other(String),
}

impl Private {
    pub(crate) fn start(programs: PostgresPrograms, place_of_data: Option<&Path>) -> Private {
        let folders = Folders::make(place_of_data);
        initialize(&programs, &folders);
        let begun = Instant::now();
        loop {
            let port = port::free();
            match launch(&programs, &folders, port) {
                Ok(server) => {
                    return Private { programs, folders, port, server: Mutex::new(Some(server)) };
                }
                Err(Failure::PortTaken(_)) if begun.elapsed() < DEADLINE => {}
                Err(failure) => panic!("{failure}"),
            }
        }
    }

    pub(crate) fn start_again(&self) {
        let mut server = self.server();
        assert!(server.is_none(), "the server already runs");
        let begun = Instant::now();
        *server = loop {
            match launch(&self.programs, &self.folders, self.port) {
                Ok(started) => break Some(started),
                Err(Failure::PortTaken(_) | Failure::DataInUse(_)) if begun.elapsed() < DEADLINE => {
                    thread::sleep(TRY_AGAIN_AFTER);
                }
                Err(failure) => panic!("{failure}"),
            }
        };
    }

    /// A fast stop: clients are disconnected, committed data is written.
    pub(crate) fn stop(&self) {
        self.end("INT");
    }

    /// A crash of the server.
    pub(crate) fn kill(&self) {
        self.end("KILL");
    }

    /// The process id of the server.
    pub(crate) fn process_id(&self) -> Option<u32> {
        self.server().as_ref().map(Child::id)
    }

    fn end(&self, signal: &str) {
        let mut server = self.server();
        let process = server.take().expect("the server does not run");
        end(process, signal, &self.folders).unwrap_or_else(|error| panic!("{error}"));
    }

    /// The process, if the server runs. It may have ended by itself, for example because its disk is full.
    ///
    /// The value is valid even if a test panicked while it held the lock.
    fn server(&self) -> MutexGuard<'_, Option<Child>> {
        let mut server = self.server.lock().unwrap_or_else(PoisonError::into_inner);
        if server.as_mut().is_some_and(has_ended) {
            forget(&self.folders);
            *server = None;
        }
        server
    }
}

impl Drop for Private {
    /// Ends the server before the folders, which are dropped next, are removed.
    fn drop(&mut self) {
        if let Some(server) = self.server().take() {
            // The process has ended in any case, and a second panic would hide the test's own.
            let _ = end(server, "QUIT", &self.folders);
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Failure::PortTaken(log) | Failure::DataInUse(log) | Failure::Other(log)) = self;
        write!(f, "PostgreSQL has not started; its log:\n{log}")
    }
}

/// Creates the data with `initdb`.
fn initialize(programs: &PostgresPrograms, folders: &Folders) {
    let mut command = command(&programs.initdb, folders);
    let status = command.args(INITDB).arg("--pgdata").arg(&folders.data).status().expect(NO_SHELL);
    forget(folders);
    assert!(status.success(), "`initdb` in {} failed:\n{}", folders.data.display(), read_log(folders));
}

/// Starts the server and waits until it accepts connections.
fn launch(programs: &PostgresPrograms, folders: &Folders, port: u16) -> Result<Child, Failure> {
    let mut command = command(&programs.postgres, folders);
    command.arg("-D").arg(&folders.data).args(["-p", &port.to_string()]);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    let mut server = command.spawn().expect(NO_SHELL);
    let begun = Instant::now();
    loop {
        if has_ended(&mut server) {
            forget(folders);
            return Err(failure(read_log(folders)));
        }
        if is_ready(&server, folders) {
            return Ok(server);
        }
        if begun.elapsed() > DEADLINE {
            let _ = end(server, "KILL", folders);
            panic!("PostgreSQL has not become ready within {DEADLINE:?}; its log:\n{}", read_log(folders));
        }
        thread::sleep(LOOK_EVERY);
    }
}

/// Whether the server accepts connections: line 1 of its file is the process id, line 8 the status.
fn is_ready(server: &Child, folders: &Folders) -> bool {
    let text = fs::read_to_string(folders.data.join("postmaster.pid")).unwrap_or_default();
    let mut lines = text.lines().map(str::trim);
    lines.next() == Some(server.id().to_string().as_str()) && lines.nth(6) == Some("ready")
}

/// Sends a signal to the server and waits for its end. A server that does not end is killed, and that is an error.
fn end(mut server: Child, signal: &str, folders: &Folders) -> Result<(), String> {
    let send = Command::new("sh")
        .args(["-c", r#"kill -s "$1" "$2""#, "sh", signal, &server.id().to_string()])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let sent = send.is_ok_and(|status| status.success());
    let begun = Instant::now();
    while sent && begun.elapsed() < DEADLINE {
        if has_ended(&mut server) {
            forget(folders);
            return Ok(());
        }
        thread::sleep(LOOK_EVERY);
    }
    // Both fail only if the process has ended meanwhile.
    let _ = server.kill();
    let _ = server.wait();
    forget(folders);
    Err(format!("PostgreSQL has not ended by SIG{signal}; its log:\n{}", read_log(folders)))
}

fn has_ended(server: &mut Child) -> bool {
    server.try_wait().expect("a child process can be waited for").is_some()
}

/// Removes the id of a process that has ended: it may be reused, and the supervisor must not end that process.
fn forget(folders: &Folders) {
    match fs::remove_file(folders.process_id()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            panic!("cannot remove the process id: {error}")
        }
        _ => {}
    }
}

/// A program that works on the data. It runs as the server's user, in a folder that this user can read, in a process group that Ctrl-C
/// does not reach, with messages in the language that [`failure`] expects.
fn command(program: &Path, folders: &Folders) -> Command {
    // The process writes its id before it becomes the program, so the supervisor knows every process that works on the data. If the
    // file has moved after the writing, the supervisor may have read it before, and the program must not start.
    const LAUNCHER: &str = r#"echo $$ >"$1" && [ -e "$1" ] && shift && exec "$@""#;
    let mut command = Command::new("sh");
    command.args(["-c", LAUNCHER, "sh"]).arg(folders.process_id()).arg(program);
    // Into a file and not a pipe: a program that writes into a pipe without a reader is killed.
    let log = File::create(folders.log()).expect("the server's log is writable");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    without_settings_of_user(&mut command);
    folders.user.runs(&mut command);
    command.env("LC_ALL", "C").current_dir(&folders.data).process_group(0);
    command
}

fn failure(log: String) -> Failure {
    if log.contains("Address already in use") {
        Failure::PortTaken(log)
    } else if log.contains("still in use") {
        Failure::DataInUse(log)
    } else {
        Failure::Other(log)
    }
}

fn read_log(folders: &Folders) -> String {
    fs::read(folders.log()).map_or_else(|error| error.to_string(), |log| String::from_utf8_lossy(&log).into_owned())
}
