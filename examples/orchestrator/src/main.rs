//! `orchestrator`: options → settings → run → tables.
//!
//! Exit codes: 0 success, 1 error during the run, 2 usage error, 130 interrupted. For `serve` a signal is the normal end: 0.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use orchestrator::{Options, Settings, SettingsError, Summary};
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;
use tracing::Level;

const BROKEN: u8 = 1;
const USAGE: u8 = 2;
const INTERRUPTED: u8 = 130;

/// How long work on the disk may delay the exit.
const LAST_WAIT: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let settings = match Settings::try_from(Options::parse()) {
        Ok(settings) => settings,
        Err(error) => return refuse(error),
    };
    for warning in &settings.warnings {
        let _ = writeln!(io::stderr(), "warning: {warning}");
    }
    // Warnings of the library go to stderr: an unavailable database, an incomplete end of the audit log.
    tracing_subscriber::fmt().with_max_level(Level::WARN).with_writer(io::stderr).init();
    let runtime = match Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error, BROKEN),
    };
    let result = runtime.block_on(async {
        let mut signals = Signals::listen()?;
        let stop = CancellationToken::new();
        let stopping = stop.clone();
        tokio::spawn(async move {
            // The first signal ends the run in order; the second one ends the process.
            signals.next().await;
            stopping.cancel();
            signals.next().await;
            std::process::exit(INTERRUPTED.into());
        });
        orchestrator::run(settings, stop).await
    });
    runtime.shutdown_timeout(LAST_WAIT);
    match result {
        Ok(summary) => show(&summary),
        Err(error) => complain(&orchestrator::explain(&error), BROKEN),
    }
}

/// The signals that end a process: Ctrl-C, and on Unix SIGTERM.
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// Installs the handlers. From here on a signal does not end the process.
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}

fn show(summary: &Summary) -> ExitCode {
    let written = writeln!(io::stdout(), "\n{summary}").and_then(|()| io::stdout().flush());
    match written {
        // A closed pipe is not an error.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            return complain(&format_args!("cannot write the report: {error}"), BROKEN);
        }
        _ => {}
    }
    match &summary.problem {
        Some(problem) => complain(problem, BROKEN),
        None if summary.interrupted => ExitCode::from(INTERRUPTED),
        None => ExitCode::SUCCESS,
    }
}

fn refuse(error: SettingsError) -> ExitCode {
    let help = error.help().map(|help| format!("\n  {help}")).unwrap_or_default();
    complain(&format_args!("{:#}{help}", anyhow::Error::from(error)), USAGE)
}

fn complain(error: &dyn std::fmt::Display, code: u8) -> ExitCode {
    let _ = writeln!(io::stderr(), "error: {error}");
    ExitCode::from(code)
}
