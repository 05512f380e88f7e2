//! `aegis-events audit check PROOF --key KEY`: check a proof offline.

use std::path::PathBuf;

use aegis_events::audit::check_proof;
use clap::Args;

use super::key;
use crate::input;
use crate::out::{Answer, Out, Verdict, counted, explained};

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Example:
  aegis-events audit check event.tlog-proof --key audit.pub

Get the key from a trusted source, not from the sender of the proof.")]
pub(crate) struct Arguments {
    /// The proof; `-` reads standard input
    proof: PathBuf,
    /// A trusted public key, as the log prints it, or a file that contains it
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
            out.line(format_args!(
                "PROVEN: entry {index} of the log `{origin}`, in a checkpoint over {}:\n\n{entry}",
                counted(size, "entry")
            ))?;
            Ok(Verdict::Good)
        }
        Err(error) => {
            out.line(format_args!("NOT PROVEN: {}", explained(&error)))?;
            Ok(Verdict::Found)
        }
    }
}
