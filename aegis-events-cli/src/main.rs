//! `aegis-events`: arguments → one module per group of commands → text and an exit code.
//!
//! Exit codes: 0 all is well, 1 something was found or could not be read, 2 the arguments make no sense.

mod audit;
mod out;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use out::Outcome;

/// Audit logs of aegis-events: verified, proven from, checked.
#[derive(Parser)]
#[command(name = "aegis-events", version, arg_required_else_help = true)]
#[command(after_help = "Exit codes: 0 all is well, 1 something was found, 2 the arguments make no sense.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Verifies audit logs, and proves that events are in them.
    #[command(subcommand)]
    Audit(audit::Command),
}

fn main() -> ExitCode {
    let outcome: Outcome = match Arguments::parse().command {
        Command::Audit(command) => audit::run(command),
    };
    outcome.finish()
}
