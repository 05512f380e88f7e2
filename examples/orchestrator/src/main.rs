//! `orchestrator`: options → settings → run → tables.
//!
//! Exit codes: 0 done, 1 something broke on the way, 2 the options make no sense, 130 interrupted.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use orchestrator::{Options, Settings, Summary};
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

const BROKEN: u8 = 1;
const USAGE: u8 = 2;
const INTERRUPTED: u8 = 130;

/// How long work on the disk may hold up the end.
const LAST_WAIT: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let settings = match Settings::try_from(Options::parse()) {
        Ok(settings) => settings,
        Err(error) => return complain(&error, USAGE),
    };
    let runtime = match Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error, BROKEN),
    };
    let result = runtime.block_on(async {
        let stop = CancellationToken::new();
        tokio::spawn(stop_on_interrupt(stop.clone()));
        orchestrator::run(settings, stop).await
    });
    runtime.shutdown_timeout(LAST_WAIT);
    match result {
        Ok(summary) => show(&summary),
        Err(error) => complain(&format_args!("{error:#}"), BROKEN),
    }
}

/// The first Ctrl-C ends the run in order; the second one ends the process.
async fn stop_on_interrupt(stop: CancellationToken) {
    if tokio::signal::ctrl_c().await.is_ok() {
        stop.cancel();
    }
    if tokio::signal::ctrl_c().await.is_ok() {
        std::process::exit(INTERRUPTED.into());
    }
}

fn show(summary: &Summary) -> ExitCode {
    // Whoever closed the output has seen enough.
    let _ = writeln!(io::stdout(), "\n{summary}");
    match &summary.problem {
        Some(problem) => complain(problem, BROKEN),
        None if summary.interrupted => ExitCode::from(INTERRUPTED),
        None => ExitCode::SUCCESS,
    }
}

fn complain(error: &dyn std::fmt::Display, code: u8) -> ExitCode {
    let _ = writeln!(io::stderr(), "error: {error}");
    ExitCode::from(code)
}
