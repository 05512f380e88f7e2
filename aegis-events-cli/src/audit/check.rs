//! `aegis-events audit check PROOF --key KEY`.

use std::path::PathBuf;

use aegis_events::audit::check_proof;
use clap::Args;

use super::explained::explained;
use super::key;
use crate::input;
use crate::out::{Answer, Out, Verdict, counted};

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Example:
  aegis-events audit check event.tlog-proof --key audit.pub

Get the key from somebody you trust, not from who gave you the proof.")]
pub(crate) struct Arguments {
    /// The file with the proof; `-` reads it from the standard input.
    proof: PathBuf,
    /// A public key that you trust, as the log prints it, or a file with it.
    #[arg(long, required = true, value_name = "KEY|FILE")]
    key: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    let keys = key::read(&arguments.key)?;
    let text = input::read_text(&arguments.proof)?;
    match check_proof(&text, &keys) {
        Ok(proof) => {
            let (index, checkpoint) = (proof.index(), proof.checkpoint());
            let (origin, size) = (checkpoint.origin(), checkpoint.size());
            let entry = String::from_utf8_lossy(proof.entry());
            out.say(format_args!(
                "PROVEN: entry {index} of the log `{origin}`, as sealed with {}:\n\n{entry}",
                counted(size, "entry")
            ))?;
            Ok(Verdict::Good)
        }
        Err(error) => {
            out.say(format_args!("NOT PROVEN: {}", explained(&error, error.help())))?;
            Ok(Verdict::Found)
        }
    }
}
