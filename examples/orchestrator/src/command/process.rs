//! One process: started without a shell and with almost no environment, watched, and ended when its time is up.

use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

/// How much of each output an agent gets to see; the rest is counted and let go.
const KEPT_BYTES: usize = 64 * 1024;

/// A process that exited by itself.
#[derive(Debug)]
pub(super) struct Exited {
    pub(super) code: i32,
    pub(super) stdout: Output,
    pub(super) stderr: Output,
    pub(super) took: Duration,
}

/// What a process wrote.
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

/// Runs a program in a folder. It sees `PATH` and nothing else of this process's environment.
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
            // Its children may keep the pipes open; nobody reads them any more.
            let _ = child.kill().await;
            Err(Failure::TimedOut)
        }
    }
}

fn exited(status: ExitStatus, stdout: Output, stderr: Output, took: Duration) -> Result<Exited, Failure> {
    // Without a code, a signal ended it.
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
    async fn output_and_exit_code_come_back() {
        let exited = shell("echo out; echo err >&2; exit 3", AMPLE).await.unwrap();
        assert_eq!((exited.code, &*exited.stdout.kept, &*exited.stderr.kept), (3, &b"out\n"[..], &b"err\n"[..]));
    }

    #[tokio::test]
    async fn a_command_that_does_not_end_is_ended_at_its_time_limit() {
        let start = Instant::now();
        let failure = run("sleep", &["600".to_owned()], Path::new("/"), Duration::from_millis(20)).await.unwrap_err();
        assert!(matches!(failure, Failure::TimedOut), "{failure:?}");
        assert!(start.elapsed() < Duration::from_secs(300));
    }

    #[tokio::test]
    async fn a_command_that_is_not_there_and_one_that_may_not_run_are_told_apart() {
        let missing = run("no-such-command-anywhere", &[], Path::new("/"), AMPLE).await.unwrap_err();
        assert!(matches!(missing, Failure::NotFound), "{missing:?}");
        let file = tempfile::NamedTempFile::new().unwrap();
        let denied = run(file.path().to_str().unwrap(), &[], Path::new("/"), AMPLE).await.unwrap_err();
        assert!(matches!(denied, Failure::PermissionDenied), "{denied:?}");
    }

    #[tokio::test]
    async fn a_signal_is_no_exit_code() {
        let failure = shell("kill -9 $$", AMPLE).await.unwrap_err();
        assert!(matches!(failure, Failure::Killed), "{failure:?}");
    }

    #[tokio::test]
    async fn long_output_is_counted_whole_and_kept_in_part() {
        let exited = shell("head -c 200000 /dev/zero", AMPLE).await.unwrap();
        assert_eq!((exited.stdout.total_bytes, exited.stdout.kept.len()), (200_000, KEPT_BYTES));
        assert!(exited.stdout.is_truncated());
    }

    #[tokio::test]
    async fn the_environment_of_this_process_stays_here() {
        let exited = shell("env | grep -c CARGO", AMPLE).await.unwrap();
        assert_eq!(exited.stdout.kept, b"0\n");
    }
}
