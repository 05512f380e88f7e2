//! `aegis-events audit check PROOF --key KEY`.

use std::fs;
use std::io::{self, Read as _};

use aegis_events::audit::check_proof;
use clap::Args;

use super::key;
use crate::out::{Answer, Failure, Out, Verdict};

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Example:
  aegis-events audit check event.tlog-proof --key audit.pub

Get the key from somebody you trust, not from who gave you the proof.")]
pub(crate) struct Arguments {
    /// The file with the proof; `-` reads it from the standard input.
    proof: String,
    /// A public key that you trust, as the log prints it, or a file with it.
    #[arg(long, required = true, value_name = "KEY|FILE")]
    key: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    let keys = key::read(&arguments.key)?;
    let text = read(&arguments.proof)
        .map_err(|error| Failure::new(format!("cannot read the proof from `{}`: {error}", arguments.proof)))?;
    match check_proof(&text, &keys) {
        Ok(proof) => {
            let (index, checkpoint) = (proof.index(), proof.checkpoint());
            let (origin, size) = (checkpoint.origin(), checkpoint.size());
            let entry = String::from_utf8_lossy(proof.entry());
            out.say(format_args!(
                "PROVEN: entry {index} of the log `{origin}`, as sealed with {size} entries:\n\n{entry}"
            ))?;
            Ok(Verdict::Good)
        }
        Err(error) => {
            out.say(format_args!("NOT PROVEN: {error}"))?;
            Ok(Verdict::Found)
        }
    }
}

fn read(path: &str) -> io::Result<String> {
    if path != "-" {
        return fs::read_to_string(path);
    }
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    Ok(text)
}
