//! `aegis-events audit`: a log's folder or a proof comes in, a verdict goes out. It writes into no log.

mod check;
mod explained;
mod key;
mod prove;
mod verify;

use clap::Subcommand;

use crate::out::{Answer, Out};

/// The commands of the group.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Verifies a log: every entry, every checkpoint, in constant memory.
    Verify(verify::Arguments),
    /// Writes a proof that an event is in a log, for somebody who does not have the log.
    Prove(prove::Arguments),
    /// Checks a proof, offline: needs the log's public key, and not the log.
    Check(check::Arguments),
}

pub(crate) fn run(command: Command, out: &mut Out) -> Answer {
    match command {
        Command::Verify(arguments) => verify::run(&arguments, out),
        Command::Prove(arguments) => prove::run(&arguments, out),
        Command::Check(arguments) => check::run(&arguments, out),
    }
}
