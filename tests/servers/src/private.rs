//! The server that a [`Postgres`](crate::Postgres) has started itself: a data folder, a port, a process.
//!
//! The server's process is our child, so its end is seen at once and its process id cannot pass to another process unnoticed.

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

/// How long a start, with recovery after a crash, or a stop may take. Both take less than a second; the rest is for busy machines.
const DEADLINE: Duration = Duration::from_secs(60);

/// The pause between two looks at the server.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// The pause before a start is tried again.
const TRY_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// What `initdb` is told. Segments of 1 MB, so that the data fits a small disk. What `initdb` writes need not outlive the machine.
const INITDB: [&str; 6] =
    ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--wal-segsize=1", "--no-sync"];

const NO_SHELL: &str = "`sh` cannot be started";

/// The server's settings. `fsync` and all else that durability rests on stay as they are: tests kill the server.
const SETTINGS: [&str; 9] = [
    "listen_addresses=127.0.0.1",
    // A socket's path may hold about a hundred characters, fewer than some folders for temporary files have.
    "unix_socket_directories=",
    "shared_buffers=64MB",
    "max_connections=60",
    "min_wal_size=2MB",
    "max_wal_size=32MB",
    // Inside the data folder, so that it goes with it: a killed server would leave the system's shared memory behind.
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

/// Why a server has not started.
enum Failure {
    /// Somebody listens at its port.
    PortTaken(String),
    /// Processes of a killed server still end.
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

    /// A fast stop: clients are cut off, what they have committed is written.
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

    /// The process, if the server runs. It may have ended by itself, when its disk is full for example.
    ///
    /// A test that panicked while it held the lock has left a value that still says what runs.
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
    /// Ends the server here, where its end can be awaited; the folders, dropped next, are removed then.
    fn drop(&mut self) {
        if let Some(server) = self.server().take() {
            // It is gone in any case, and a panic while a test already panics would hide what the test found.
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

/// Fills the data folder.
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

/// Whether the server says that it accepts connections: the first line of its file is its process id, the eighth its status.
fn is_ready(server: &Child, folders: &Folders) -> bool {
    let text = fs::read_to_string(folders.data.join("postmaster.pid")).unwrap_or_default();
    let mut lines = text.lines().map(str::trim);
    lines.next() == Some(server.id().to_string().as_str()) && lines.nth(6) == Some("ready")
}

/// Sends a signal to the server and waits until it is gone. One that does not go is killed, and that is an error.
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
    // Both fail only for a process that has ended meanwhile.
    let _ = server.kill();
    let _ = server.wait();
    forget(folders);
    Err(format!("PostgreSQL has not ended by SIG{signal}; its log:\n{}", read_log(folders)))
}

fn has_ended(server: &mut Child) -> bool {
    server.try_wait().expect("our own child can be waited for").is_some()
}

/// The process is gone: its id may soon be another's, which the supervisor must not end.
fn forget(folders: &Folders) {
    match fs::remove_file(folders.process_id()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            panic!("the process id cannot be removed: {error}")
        }
        _ => {}
    }
}

/// A program that works on the data, started as the user who runs the server: in a folder that this user can reach, in a group that
/// Ctrl-C does not reach, with messages in the language that [`failure`] reads.
fn command(program: &Path, folders: &Folders) -> Command {
    // The process id is written before the program starts, by the process that becomes the program. So there is no moment at which
    // one works on the data that the supervisor does not know of. If the file is elsewhere after the writing, the supervisor may
    // have looked into it before.
    const LAUNCHER: &str = r#"echo $$ >"$1" && [ -e "$1" ] && shift && exec "$@""#;
    let mut command = Command::new("sh");
    command.args(["-c", LAUNCHER, "sh"]).arg(folders.process_id()).arg(program);
    // Into a file, though a pipe would be handier: a program that writes into a pipe without a reader dies on the spot.
    let log = File::create(folders.log()).expect("the server's log cannot be written");
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
