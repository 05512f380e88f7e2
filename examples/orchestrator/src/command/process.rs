//! One process: started without a shell and with almost no environment, and killed at its time limit.

use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

/// Bytes of each output that an agent sees. The rest is counted and discarded.
const KEPT_BYTES: usize = 64 * 1024;

/// A process that exited.
#[derive(Debug)]
pub(super) struct Exited {
    pub(super) code: i32,
    pub(super) stdout: Output,
    pub(super) stderr: Output,
    pub(super) took: Duration,
}

/// The output of a process.
#[derive(Debug, Default)]
pub(super) struct Output {
    /// The beginning of it.
    pub(super) kept: Vec<u8>,
    pub(super) total_bytes: u64,
}

impl Output {
    pub(super) fn is_truncated(&self) -> bool {
        self.total_bytes > self.kept.len() as u64
    }
}

/// A process without an exit code.
#[derive(Debug)]
pub(super) enum Failure {
    NotFound,
    PermissionDenied,
    TimedOut,
    Killed,
    Other(io::Error),
}

/// Runs a program in a folder. Of this process's environment it sees only `PATH`.
pub(super) async fn run(program: &str, args: &[String], folder: &Path, limit: Duration) -> Result<Exited, Failure> {
    let start = Instant::now();
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).env_clear().env("LC_ALL", "C").kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    let mut child = command.spawn().map_err(failure)?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let work = async { tokio::try_join!(drain(stdout), drain(stderr), child.wait()) };
    match tokio::time::timeout(limit, work).await {
        Ok(Ok((stdout, stderr, status))) => exited(status, stdout, stderr, start.elapsed()),
        Ok(Err(error)) => Err(failure(error)),
        Err(_) => {
            // Its children may keep the pipes open. They are not read any more.
            let _ = child.kill().await;
            Err(Failure::TimedOut)
        }
    }
}

fn exited(status: ExitStatus, stdout: Output, stderr: Output, took: Duration) -> Result<Exited, Failure> {
    // A process without an exit code was killed by a signal.
    status.code().map(|code| Exited { code, stdout, stderr, took }).ok_or(Failure::Killed)
}

/// Reads to the end, so that the process never blocks on a full pipe.
async fn drain(pipe: Option<impl AsyncRead + Unpin>) -> io::Result<Output> {
    let mut output = Output::default();
    let Some(mut pipe) = pipe else { return Ok(output) };
    let mut buffer = vec![0; 8 * 1024];
    loop {
        let read = pipe.read(&mut buffer).await?;
        if read == 0 {
            return Ok(output);
        }
        output.total_bytes += read as u64;
        let room = KEPT_BYTES - output.kept.len();
        output.kept.extend_from_slice(&buffer[..read.min(room)]);
    }
}

fn failure(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::NotFound => Failure::NotFound,
        io::ErrorKind::PermissionDenied => Failure::PermissionDenied,
        _ => Failure::Other(error),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const AMPLE: Duration = Duration::from_secs(60);

    async fn shell(script: &str, limit: Duration) -> Result<Exited, Failure> {
        run("sh", &["-c".to_owned(), script.to_owned()], Path::new("/"), limit).await
    }

    #[tokio::test]
    async fn output_and_exit_code_are_returned() {
        let exited = shell("echo out; echo err >&2; exit 3", AMPLE).await.unwrap();
        assert_eq!((exited.code, &*exited.stdout.kept, &*exited.stderr.kept), (3, &b"out\n"[..], &b"err\n"[..]));
    }

    #[tokio::test]
    async fn a_command_is_killed_at_its_time_limit() {
        let start = Instant::now();
        let failure = run("sleep", &["600".to_owned()], Path::new("/"), Duration::from_millis(20)).await.unwrap_err();
        assert!(matches!(failure, Failure::TimedOut), "{failure:?}");
        assert!(start.elapsed() < Duration::from_secs(300));
    }

    #[tokio::test]
    async fn missing_and_forbidden_commands_are_distinguished() {
        let missing = run("no-such-command-anywhere", &[], Path::new("/"), AMPLE).await.unwrap_err();
        assert!(matches!(missing, Failure::NotFound), "{missing:?}");
        let file = tempfile::NamedTempFile::new().unwrap();
        let denied = run(file.path().to_str().unwrap(), &[], Path::new("/"), AMPLE).await.unwrap_err();
        assert!(matches!(denied, Failure::PermissionDenied), "{denied:?}");
    }

    #[tokio::test]
    async fn a_signal_is_not_an_exit_code() {
        let failure = shell("kill -9 $$", AMPLE).await.unwrap_err();
        assert!(matches!(failure, Failure::Killed), "{failure:?}");
    }

    #[tokio::test]
    async fn long_output_is_counted_and_truncated() {
        let exited = shell("head -c 200000 /dev/zero", AMPLE).await.unwrap();
        assert_eq!((exited.stdout.total_bytes, exited.stdout.kept.len()), (200_000, KEPT_BYTES));
        assert!(exited.stdout.is_truncated());
    }

    #[tokio::test]
    async fn the_environment_is_not_inherited() {
        let exited = shell("env | grep -c CARGO", AMPLE).await.unwrap();
        assert_eq!(exited.stdout.kept, b"0\n");
    }
}
