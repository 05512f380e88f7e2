//! `aegis-events audit`: verify logs and proofs. The commands never write to a log.

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
    /// Verify a log: every entry and every checkpoint, in constant memory
    Verify(verify::Arguments),
    /// Print a proof that an event is in a log, to be checked without the log
    Prove(prove::Arguments),
    /// Check a proof offline, with the public key of the log
    Check(check::Arguments),
}

pub(crate) fn run(command: Command, out: &mut Out) -> Answer {
    match command {
        Command::Verify(arguments) => verify::run(&arguments, out),
        Command::Prove(arguments) => prove::run(&arguments, out),
        Command::Check(arguments) => check::run(&arguments, out),
    }
}
